/**
 * The console, the web page that shows and changes a running gateway. Its sources are native
 * modules, style sheets and words in two languages in {@code src/main/site}; the build packs them
 * into {@code site}. {@link dev.sluice.console.Site} reads all of that once and answers from
 * memory.
 */
package dev.sluice.console;
