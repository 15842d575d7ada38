/** The command line: one class per command, described to picocli by annotations. */
package dev.sluice.app.cli;
