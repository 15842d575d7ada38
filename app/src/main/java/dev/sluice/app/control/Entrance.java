package dev.sluice.app.control;

import dev.sluice.app.access.Audit;
import dev.sluice.app.access.Authenticator;
import dev.sluice.app.access.Oidc;
import dev.sluice.app.access.SignIn;
import dev.sluice.app.access.Users;

/**
 * Who lets people in, and who writes down what they do.
 *
 * @param authenticator finds out who asks
 * @param signIn opens sessions
 * @param users knows who may sign in
 * @param audit keeps who changed what
 * @param oidc takes the word of somebody else
 */
public record Entrance(
        Authenticator authenticator, SignIn signIn, Users users, Audit audit, Oidc oidc) {}
