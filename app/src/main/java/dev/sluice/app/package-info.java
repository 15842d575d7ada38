/**
 * The program: {@link dev.sluice.app.Main} reads the command line, {@link
 * dev.sluice.app.SluiceServer} puts the parts together and runs them. There is no framework behind
 * it: every object is made in one of these two.
 */
package dev.sluice.app;
