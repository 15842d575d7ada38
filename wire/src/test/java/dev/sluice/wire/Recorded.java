package dev.sluice.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The exchanges of one file of recorded traffic; tests skip where the recordings are absent. */
public final class Recorded {
    private final String line;
    private final Map<String, @Nullable Object> members;

    private Recorded(String line) {
        this.line = line;
        this.members = Tree.object(Tree.read(line));
    }

    /** Visits all exchanges of a file and returns what the visitor threw. */
    public static List<String> each(String file, Consumer<Recorded> visit) {
        return Recordings.each(Pattern.quote(file), Recorded::new, visit);
    }

    /** Returns a member of the record. */
    public @Nullable Object member(String name) {
        return members.get(name);
    }

    /** Returns the HTTP status. */
    public int status() {
        return members.get("status") instanceof Integer status ? status : 200;
    }

    /** Returns the bytes of the answer: its text, or its JSON as it stands in the recording. */
    public byte[] body() {
        if (members.get("response_body_text") instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        byte[] all = line.getBytes(StandardCharsets.UTF_8);
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), all)) {
            parser.nextToken();
            while (parser.nextToken() != null) {
                String name = parser.currentName();
                parser.nextToken();
                int from = (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                if ("response_json".equals(name)) {
                    parser.finishToken();
                    int to = (int) parser.currentLocation().getByteOffset();
                    return Arrays.copyOfRange(all, from, to);
                }
            }
        }
        return new byte[0];
    }

    @Override
    public String toString() {
        return String.valueOf(member("id"));
    }
}
