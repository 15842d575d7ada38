/**
 * The console, the web page that shows and changes a running gateway. Everything below {@code site}
 * is served as it stands there: native modules, a style sheet, words in two languages. Nothing is
 * built. {@link dev.sluice.console.Site} reads all of it once and answers from memory.
 */
package dev.sluice.console;
