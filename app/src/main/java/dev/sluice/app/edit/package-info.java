/** Changes one piece of a configuration's text and leaves every other byte as it is. */
package dev.sluice.app.edit;
