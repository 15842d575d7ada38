/**
 * Who may ask the gateway's own questions. An {@link dev.sluice.app.access.Authenticator} finds out
 * who asks: the bearer of the administrator's token, or a browser with a session. {@link
 * dev.sluice.app.access.SignIn} opens sessions, and {@link dev.sluice.app.access.Throttle} keeps
 * those slow who guess. What somebody may do is a {@link dev.sluice.app.access.Role}; which
 * question needs which stands in the control API's table.
 */
package dev.sluice.app.access;
