/**
 * The private language of Claude's web pages, as recorded. Unofficial: the service may change or
 * refuse it at any time.
 */
package dev.sluice.wire.claudeweb;
