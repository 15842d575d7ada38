/** What an administrator may ask of a running gateway, and the plan of a call without the call. */
package dev.sluice.app.control;
