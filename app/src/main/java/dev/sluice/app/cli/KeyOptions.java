package dev.sluice.app.cli;

import dev.sluice.app.Failure;
import dev.sluice.app.control.Json;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import tools.jackson.core.JsonGenerator;

import java.util.List;
import java.util.Map;

/** What is said of a key, as it is typed. An empty word takes back what was said before. */
final class KeyOptions {
    @Option(names = "--owner", paramLabel = "WORDS", description = "Who uses it.")
    @Nullable String owner;

    @Option(names = "--team", paramLabel = "ID", description = "The team whose terms hold, too.")
    @Nullable String team;

    @Option(
            names = "--expires",
            paramLabel = "DATE",
            description = "Until when: 2027-12-31 (the whole day) or 2027-12-31T12:00:00Z.")
    @Nullable String expires;

    @Mixin TermsOptions terms = new TermsOptions();

    @Option(
            names = "--model-name",
            paramLabel = "OWN=NAME",
            description = "A name of its own for a model; may be repeated.")
    @Nullable Map<String, String> names;

    @Option(names = "--default-model", paramLabel = "NAME", description = "When a call names none.")
    @Nullable String defaultModel;

    @Option(names = "--bound-to", paramLabel = "NAME", description = "Serves every call.")
    @Nullable String boundTo;

    @Option(names = "--priority", paramLabel = "CLASS", description = "high, normal or low.")
    @Nullable String priority;

    @Option(names = "--heartbeat", paramLabel = "on|off", description = "On silent streams.")
    @Nullable String heartbeat;

    @Option(names = "--code-msg", paramLabel = "on|off", description = "Answers have code and msg.")
    @Nullable String codeMsg;

    @Option(
            names = "--sensitive-finish-reason",
            paramLabel = "on|off",
            description = "Withheld answers finish with sensitive.")
    @Nullable String sensitive;

    /**
     * Returns what was said as JSON.
     *
     * @param id the key's name, or null to have one made up
     */
    byte[] words(@Nullable String id) throws Failure {
        List<TermsOptions.Part> parts = terms.parts();
        return Json.object(out -> {
            word(out, "id", id);
            word(out, "owner", owner);
            word(out, "team", team);
            word(out, "expires", expires);
            terms.write(out);
            parts.forEach(each -> each.write(out));
            if (names != null) {
                out.writeObjectPropertyStart("model_names");
                names.forEach(out::writeStringProperty);
                out.writeEndObject();
            }
            word(out, "default_model", defaultModel);
            word(out, "bound_to", boundTo);
            word(out, "priority", priority);
            word(out, "heartbeat", heartbeat);
            word(out, "code_msg", codeMsg);
            word(out, "sensitive_finish_reason", sensitive);
        });
    }

    private static void word(JsonGenerator out, String name, @Nullable String value) {
        if (value != null) {
            Json.put(out, name, value.isBlank() ? null : value.strip());
        }
    }
}
