/** The language of Volcengine's first model platform, before Ark took over with OpenAI's. */
package dev.sluice.wire.skylark;
