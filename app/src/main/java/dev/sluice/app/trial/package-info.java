/** Finds out whether a provider works before anybody relies on it. */
package dev.sluice.app.trial;
