package dev.sluice.testkit.golden;

import dev.sluice.testkit.conformance.Language;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.LegacyFunctions;
import dev.sluice.wire.chat.Media;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.VendorDialect.Pictures;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.openai.OpenAiDialect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** Our calls in OpenAI's words, and the way they take to a vendor. */
public final class Calls {
    /** Where the fixtures are, from the module's folder. */
    static final Path FOLDER = Path.of("src/test/resources/golden");

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final ObjectWriter PRETTY =
            MAPPER.writer()
                    .with(
                            new DefaultPrettyPrinter()
                                    .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                                    .withArrayIndenter(new DefaultIndenter("  ", "\n")));

    private Calls() {}

    /**
     * What became of a call.
     *
     * @param body what is sent to the vendor, missing when the call was refused
     * @param dropped what the caller is told is not in it
     * @param refusal why it was refused, or null
     */
    record Sent(JsonNode body, List<String> dropped, @Nullable ApiError refusal) {}

    /** Returns the names of all calls, sorted. */
    static List<String> names() {
        try (Stream<Path> files = Files.list(FOLDER.resolve("calls"))) {
            return files.map(file -> file.getFileName().toString())
                    .map(name -> name.replaceFirst("\\.json$", ""))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a call's JSON. */
    static JsonNode named(String name) {
        return MAPPER.readTree(read(FOLDER.resolve("calls").resolve(name + ".json")));
    }

    static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode tree(String json) {
        return MAPPER.readTree(json);
    }

    /** Writes JSON in the form of the snapshots. */
    static String pretty(JsonNode tree) {
        return PRETTY.writeValueAsString(tree) + "\n";
    }

    /** Sends a call on its way as the relay does. */
    static Sent send(JsonNode call, Language language) {
        JsonNode nothing = MAPPER.missingNode();
        try {
            Written written =
                    language.dialect()
                            .writeCall(
                                    prepared(
                                            new OpenAiDialect()
                                                    .readCall(MAPPER.writeValueAsBytes(call)),
                                            language));
            return new Sent(MAPPER.readTree(written.body()), written.dropped(), null);
        } catch (ApiException e) {
            return new Sent(nothing, List.of(), e.error());
        }
    }

    /** A call as the relay hands it to a language: its model, its tools, its pictures. */
    public static ChatCall prepared(ChatCall call, Language language) {
        ChatCall named = call.withModel(language.model());
        ChatCall ready =
                language.name().equals(OpenAiDialect.NAME) ? named : LegacyFunctions.asTools(named);
        return language.dialect().pictures() == Pictures.INLINE
                ? ready.withMessages(ready.messages().stream().map(Calls::fetched).toList())
                : ready;
    }

    // The relay fetches them; here the bytes of a picture are its address.
    private static Message fetched(Message message) {
        List<Part> parts = message.content().stream().map(Calls::fetched).toList();
        return switch (message) {
            case Message.Instructions m ->
                    new Message.Instructions(m.role(), parts, m.name(), m.extras());
            case Message.User m -> new Message.User(parts, m.name(), m.extras());
            case Message.Assistant m ->
                    new Message.Assistant(
                            parts, m.toolCalls(), m.annotations(), m.name(), m.extras());
            case Message.ToolResult m ->
                    new Message.ToolResult(m.callId(), parts, m.name(), m.extras());
            case Message.FunctionResult m ->
                    new Message.FunctionResult(m.name(), parts, m.extras());
        };
    }

    private static Part fetched(Part part) {
        if (part instanceof Part.Image image
                && image.source() instanceof Media.Url(String url)
                && url.startsWith("http")) {
            String base64 =
                    java.util.Base64.getEncoder()
                            .encodeToString(url.getBytes(StandardCharsets.UTF_8));
            return new Part.Image(
                    new Media.Inline("image/png", base64), image.detail(), image.extras());
        }
        return part;
    }
}
