package dev.sluice.testkit.conformance;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.Dialect;
import dev.sluice.wire.chat.ReplyTerms;
import dev.sluice.wire.chat.ReplyTerms.UsageReport;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.StreamWriter;
import dev.sluice.wire.frames.Frames;
import dev.sluice.wire.frames.Framing;
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

        /** What was read of it, in the form to compare. */
        Heard received(Heard read);

        /** Says whether usage is told to clients that did not ask for it. */
        boolean alwaysMeters();
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
        Heard expected = contract.expected(said.copy());
        Heard received = contract.received(reference.whole(tree));
        wrong.addAll(expected.differences(received, "written as " + name));
        Heard again = contract.received(HubReading.of(dialect.readReply(body)));
        wrong.addAll(expected.differences(again, "written as " + name + " and read again"));
        return wrong;
    }

    /** Writes a stream and names what is wrong with it. */
    List<String> stream(List<ChatEvent> events, Heard said) {
        var wrong = new ArrayList<String>();
        for (UsageReport report : UsageReport.values()) {
            String where = "streamed as " + name + " (usage " + report + ")";
            byte[] written = written(events, report);
            List<Bodies.Piece> pieces = Bodies.events(written);
            contract.stream(pieces, report, said.failure != null)
                    .forEach(rule -> wrong.add(where + ": " + rule));
            Heard expected = contract.expected(said.copy());
            if (report == UsageReport.WITHHELD && !contract.alwaysMeters()) {
                expected.usage = null;
            }
            Heard received = contract.received(reference.stream(pieces));
            wrong.addAll(expected.differences(received, where));
            Heard again = contract.received(HubReading.of(readAgain(written)));
            wrong.addAll(expected.differences(again, where + " and read again"));
        }
        return wrong;
    }

    private List<ChatEvent> readAgain(byte[] body) {
        StreamReader reader = dialect.newStreamReader();
        var events = new ArrayList<ChatEvent>();
        Frames frames = Framing.EVENTS.open();
        frames.feed(body, 0, body.length, (n, data) -> events.addAll(reader.read(n, data)));
        frames.end((n, data) -> events.addAll(reader.read(n, data)));
        events.addAll(reader.end());
        return events;
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
