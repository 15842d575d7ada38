package dev.sluice.app.config;

import dev.sluice.core.Deployment.StreamMode;
import dev.sluice.core.VirtualKey.KeepAlive;
import dev.sluice.core.VirtualKey.Priority;
import dev.sluice.providers.Secret;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A virtual key in the file. */
public record KeyWords(
        @Doc(value = "Name in logs and records.", required = true) String id,
        @Doc("The key itself; better a reference such as ${TEAM_KEY}.") @Nullable Secret key,
        @Doc("Instead of key: its SHA-256, as printed by hash-key.") @Nullable String sha256,
        @Doc(value = "What it may do.", inline = true) Traits traits,
        @Doc(value = "exact passes every stream of this key untouched.", fallback = "contract")
                StreamMode stream) {

    /** What is said of a key beside its secret: the words that the control API shares. */
    public record Traits(
            @Doc("Who uses it, in free words.") @Nullable String owner,
            @Doc("id of the team that it belongs to.") @Nullable String team,
            @Doc(value = "Whether it may call.", fallback = "true") boolean enabled,
            @Doc(
                            "Until when it may call: 2027-01-31 (to the end of that day, UTC) or"
                                    + " 2027-01-31T12:00:00+08:00. For ever when absent.")
                    @Nullable Instant expires,
            @Doc(value = "What it may do.", inline = true) TermsWords terms,
            @Doc("Names of its own: what callers with this key say, to a name of models.")
                    Map<String, String> modelNames,
            @Doc(value = "Where calls go.", inline = true) Target target,
            @Doc(value = "How it is answered.", inline = true) Habits habits) {}

    /** Where calls go. */
    public record Target(
            @Doc("The model for calls that name none.") @Nullable String defaultModel,
            @Doc("A model that serves every call, whatever name the call states.")
                    @Nullable String boundTo) {}

    /** How a key is answered. */
    public record Habits(
            @Doc(value = "Whether silent streams are kept alive with comments.", fallback = "on")
                    KeepAlive heartbeat,
            @Doc(value = "Who goes first when calls have to wait.", fallback = "normal")
                    Priority priority,
            @Doc(
                            "Whether replies carry code and msg beside OpenAI's members. As the"
                                    + " provider says when absent.")
                    SluiceYaml.@Nullable Switch codeMsg,
            @Doc(
                            "on: an answer that a filter withheld finishes with sensitive; off:"
                                    + " with content_filter. As the provider says when absent.")
                    SluiceYaml.@Nullable Switch sensitiveFinishReason) {}
}
