/**
 * Packs the console. Its sources are modules, style sheets and texts, a folder for each page; what
 * a browser is sent is one script, one style sheet and one file of texts for each language, without
 * comments and without what nobody uses.
 *
 * <p>No module: the compiler's jar has a class in no package, which a module may not have.
 */
@NullMarked
package dev.sluice.packer;

import org.jspecify.annotations.NullMarked;
