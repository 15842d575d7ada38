package dev.sluice.wire.chat;

import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.UnreadableJson;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a caller says about searching the web: TigerBot's {@code internet}, which this gateway takes
 * for every vendor, or OpenAI's {@code web_search_options}.
 *
 * @param wanted true for yes, false to switch off a search that is on by default, null for the
 *     vendor's default
 * @param contextSize {@code low}, {@code medium} or {@code high}, or null
 * @param userLocation OpenAI's {@code user_location}, or null
 */
public record WebSearch(
        @Nullable Boolean wanted, @Nullable String contextSize, @Nullable Raw userLocation) {
    /** The caller did not say. */
    public static final WebSearch UNSAID = new WebSearch(null, null, null);

    /** The members of a call that this is read from; a dialect that searches understands them. */
    public static final Set<String> MEMBERS = Set.of("internet", "web_search_options");

    /** Reads what a call says. */
    public static WebSearch of(ChatCall call) {
        Raw internet = call.extras().get("internet");
        Raw options = call.extras().get("web_search_options");
        if (internet == null && options == null) {
            return UNSAID;
        }
        @Nullable Boolean wanted = internet == null ? null : truth(internet);
        if (options == null || options.isNull()) {
            return new WebSearch(wanted, null, null);
        }
        var size = new @Nullable String[1];
        var location = new @Nullable Raw[1];
        try {
            JsonReader.read(
                    options.json().getBytes(StandardCharsets.UTF_8),
                    in -> {
                        if (in.is(JsonReader.Kind.OBJECT)) {
                            in.members(name -> {
                                switch (name) {
                                    case "search_context_size" -> size[0] = in.anyText();
                                    case "user_location" -> location[0] = in.raw();
                                    default -> {}
                                }
                            });
                        }
                        return null;
                    });
        } catch (UnreadableJson e) {
            throw new IllegalStateException("raw JSON is well formed", e);
        }
        return new WebSearch(wanted == null || wanted, size[0], location[0]);
    }

    private static @Nullable Boolean truth(Raw raw) {
        return switch (raw.json()) {
            case "true" -> true;
            case "false" -> false;
            default -> null;
        };
    }

    /** Says whether a search is asked for. */
    public boolean isWanted() {
        return Boolean.TRUE.equals(wanted);
    }

    /** Says whether a search that is on by default is to be switched off. */
    public boolean isUnwanted() {
        return Boolean.FALSE.equals(wanted);
    }
}
