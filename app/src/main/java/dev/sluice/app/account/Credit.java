package dev.sluice.app.account;

import dev.sluice.core.money.Money;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * What a key was given, as its clients show it. All amounts are of one currency.
 *
 * @param id what it is, for clients that show several
 * @param granted how much in all
 * @param used how much of it is gone
 * @param left how much it may still use
 * @param begun since when; null for ever
 * @param ends until when; null for ever
 */
record Credit(
        String id,
        Money granted,
        Money used,
        Money left,
        @Nullable Instant begun,
        @Nullable Instant ends) {}
