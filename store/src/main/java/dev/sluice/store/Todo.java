package dev.sluice.store;

import java.util.concurrent.CompletableFuture;

/** What the ledger's thread has to do next. */
sealed interface Todo {
    /** Book a finished call that takes time to be counted. */
    record Book(Bookable call) implements Todo {}

    /** Write down that a reservation is void. */
    record Annul(Numbered.Reserved reserved) implements Todo {}

    /** Say up to where it is written, when everything before this is. */
    record Tell(CompletableFuture<Long> written) implements Todo {}
}
