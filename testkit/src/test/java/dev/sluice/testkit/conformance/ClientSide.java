package dev.sluice.testkit.conformance;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.Dialect;
import dev.sluice.wire.chat.ReplyTerms;
import dev.sluice.wire.chat.ReplyTerms.UsageReport;
import dev.sluice.wire.chat.StreamWriter;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * A language towards clients: what is written in it must say what was heard, and keep its rules.
 *
 * @param name what the messages call it
 * @param dialect the language
 * @param reference reads it independently
 * @param contract the rules that clients rely on
 */
record ClientSide(String name, Dialect dialect, Reference reference, Contract contract) {
    /** The rules of one language, beyond what an answer says. */
    interface Contract {
        /** Names the rules that a whole answer breaks. */
        List<String> whole(JsonNode body);

        /**
         * Names the rules that a stream breaks.
         *
         * @param pieces its frames
         * @param report whether the client asked for usage
         * @param failed whether the answer broke off
         */
        List<String> stream(List<Bodies.Piece> pieces, UsageReport report, boolean failed);

        /** Names the rules that an error breaks. */
        List<String> error(JsonNode body, ApiError error);

        /** What can be heard in this language of what was said. */
        Heard expected(Heard said);
    }

    /** Writes a whole answer and names what is wrong with it. */
    List<String> whole(ChatReply reply, Heard said) {
        byte[] body = dialect.writeReply(reply.filled(terms(UsageReport.WANTED))).body();
        JsonNode tree = Trees.read(body);
        if (tree.isMissingNode()) {
            return List.of("written as " + name + ": no JSON");
        }
        var wrong = new ArrayList<String>();
        contract.whole(tree).forEach(rule -> wrong.add("written as " + name + ": " + rule));
        wrong.addAll(
                contract.expected(said)
                        .differences(
                                contract.expected(reference.whole(tree)), "written as " + name));
        return wrong;
    }

    /** Writes a stream and names what is wrong with it. */
    List<String> stream(List<ChatEvent> events, Heard said) {
        var wrong = new ArrayList<String>();
        for (UsageReport report : UsageReport.values()) {
            String where = "streamed as " + name + " (usage " + report + ")";
            List<Bodies.Piece> pieces = Bodies.events(written(events, report));
            contract.stream(pieces, report, said.failure != null)
                    .forEach(rule -> wrong.add(where + ": " + rule));
            Heard expected = contract.expected(said);
            if (report == UsageReport.WITHHELD) {
                expected.usage = null;
            }
            wrong.addAll(expected.differences(contract.expected(reference.stream(pieces)), where));
        }
        return wrong;
    }

    private byte[] written(List<ChatEvent> events, UsageReport report) {
        StreamWriter writer = dialect.newStreamWriter(terms(report));
        var out = new ByteArrayOutputStream();
        events.forEach(event -> out.writeBytes(writer.write(event)));
        out.writeBytes(writer.end());
        return out.toByteArray();
    }

    /** Writes an error and names what is wrong with it. */
    List<String> error(ApiError error) {
        JsonNode tree = Trees.read(dialect.writeError(error));
        return contract.error(tree, error).stream()
                .map(rule -> "error as " + name + ": " + rule)
                .toList();
    }

    private static ReplyTerms terms(UsageReport report) {
        return new ReplyTerms("id-of-the-answer", 1_763_000_000, "model-of-the-answer", report);
    }

    /** Adds a broken rule to a list. */
    static void require(List<String> broken, boolean holds, Object... rule) {
        if (!holds) {
            broken.add(String.join(" ", Arrays.stream(rule).map(String::valueOf).toList()));
        }
    }
}
