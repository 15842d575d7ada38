package dev.sluice.app.config;

import dev.sluice.core.limit.Budget.Window;
import dev.sluice.core.money.Currency;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a key or a team may do: the same words for both, in the file and in the control API. */
public record TermsWords(
        @Doc("Names or beginnings with * that it may use; all when absent.") List<String> models,
        @Doc(
                        "Paths below /v1, such as /chat/completions, or beginnings with *, that it"
                                + " may call; all when absent.")
                List<String> endpoints,
        @Doc("Where calls may come from, such as 10.0.0.0/8; anywhere when absent.")
                List<String> addresses,
        @Doc("How fast, and how much at once.") List<Limit> limits,
        @Doc("How much money, several at once where needed.") List<Budget> budgets) {

    /** How fast, and how much at once. */
    public record Limit(
            @Doc(value = "Calls a minute.", min = 1) @Nullable Long rpm,
            @Doc(value = "Tokens a minute, input and output.", min = 1) @Nullable Long tpm,
            @Doc(value = "Calls under way at once.", min = 1) @Nullable Long parallel,
            @Doc("The model, or a beginning with *, that this is for; all together when absent.")
                    @Nullable String model) {}

    /** An amount of money that may be spent in a window of time. */
    public record Budget(
            @Doc(
                            value = "How much: a decimal number.",
                            required = true,
                            min = 0,
                            max = 1_000_000_000)
                    BigDecimal amount,
            @Doc(value = "In which currency.", required = true) Currency currency,
            @Doc(value = "When it is renewed, in UTC; weeks begin on Monday.", required = true)
                    Window window) {}
}
