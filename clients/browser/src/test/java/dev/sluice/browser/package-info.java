/** The console, walked through in Chromium, against the running gateway and fake vendors. */
@org.jspecify.annotations.NullMarked
package dev.sluice.browser;
