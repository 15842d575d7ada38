package dev.sluice.store;

import dev.sluice.core.limit.Permit;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What the ledger's thread has to do next. */
sealed interface Todo {
    /** Book a finished call. */
    record Book(Bookable call) implements Todo {}

    /** Write down what a call that begins has reserved. */
    record Reserve(String requestId, List<Permit.Hold> holds) implements Todo {}

    /** Write down that a reservation is void. */
    record Annul(Numbered.Reserved reserved) implements Todo {}

    /** Say up to where it is written, when everything before this is. */
    record Tell(CompletableFuture<Long> written) implements Todo {}
}
