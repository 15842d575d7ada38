package dev.sluice.app.control;

import static dev.sluice.app.control.Schema.items;
import static dev.sluice.app.control.Schema.must;

import dev.sluice.app.access.Role;
import dev.sluice.app.config.Problem;
import dev.sluice.app.migrate.Finding;
import dev.sluice.app.migrate.Migration;
import dev.sluice.app.migrate.Source;
import dev.sluice.relay.Control.Reply;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Says what would come of a file of another gateway; changes nothing. */
record ImportApi() {
    private static final String AUTO = "auto";
    private static final Schema FILE =
            Schema.form(
                    "ImportFile",
                    must("name", Schema.TEXT, "Its name; decides between JSON and YAML."),
                    must("text", Schema.TEXT, "What stands in it."));
    private static final Schema FINDING =
            Schema.form(
                    "ImportFinding",
                    must(
                            "level",
                            Schema.words("exact", "approximate", "manual", "unsupported"),
                            "How faithfully it came over."),
                    must("file", Schema.TEXT, "The name of the file."),
                    must("line", Schema.WHOLE, "Its line there, 0 for none."),
                    must("path", Schema.TEXT, "Its place there."),
                    must("what", Schema.TEXT, "What became of it."),
                    must("what_zh", Schema.TEXT, "The same in Chinese."));

    List<Row> rows() {
        String kinds =
                Arrays.stream(Source.values()).map(Source::word).collect(Collectors.joining(", "));
        return List.of(
                Row.of(
                                "POST",
                                "/import/preview",
                                "Makes a sluice.yaml of another gateway's file, and shows it.")
                        .least(Role.ADMIN)
                        .body(
                                Schema.form(
                                        "ImportAsked",
                                        must("from", Schema.TEXT, "auto, " + kinds + "."),
                                        must(
                                                "files",
                                                items(FILE),
                                                "One; of one-api and new-api two: channels and"
                                                        + " tokens.")))
                        .gives(
                                Schema.form(
                                        "ImportPreview",
                                        must("kind", Schema.TEXT, "What it was."),
                                        must("title", Schema.TEXT, "The same in words."),
                                        must("findings", items(FINDING), "How it came over."),
                                        must("yaml", Schema.TEXT, "For PUT /config."),
                                        must("providers", Schema.WHOLE, "How many there are."),
                                        must("models", Schema.WHOLE, "How many there are."),
                                        must("keys", Schema.WHOLE, "How many there are.")))
                        .reads(this::preview));
    }

    /** A file as it was sent. */
    private record Sent(String name, String text) {
        int lines() {
            return (int) text.chars().filter(c -> c == '\n').count() + 1;
        }
    }

    private Reply preview(Asked asked) {
        JsonValue body =
                JsonValue.read(
                        asked.object("{\"from\": \"auto\", \"files\": [{\"name\", \"text\"}]}"));
        List<Sent> files = new ArrayList<>();
        for (JsonValue each : body.member("files").items()) {
            files.add(new Sent(each.words("name"), each.words("text")));
        }
        if (files.isEmpty() || files.size() > 2) {
            throw Asked.refused("files", files.size() + " files", "one file, or two");
        }
        @Nullable Source source = source(body.words("from"));
        Sent whole = files.size() == 1 ? files.getFirst() : both(files);
        byte[] bytes = whole.text().getBytes(StandardCharsets.UTF_8);
        return switch (Migration.of(bytes, whole.name(), source)) {
            case Migration.Outcome.Done(var migration) -> shown(migration, files);
            case Migration.Outcome.Refused(var problems) -> refused(problems, files);
        };
    }

    private static @Nullable Source source(String word) {
        @Nullable Source named = Source.named(word);
        if (named == null && !word.isEmpty() && !word.equals(AUTO)) {
            String words =
                    Arrays.stream(Source.values())
                            .map(Source::word)
                            .collect(Collectors.joining(", "));
            throw Asked.refused("from", word, "auto, " + words);
        }
        return named;
    }

    /** Puts two lists into one document; the second begins on a line of its own. */
    private static Sent both(List<Sent> files) {
        for (Sent each : files) {
            String text = each.text().strip();
            if (!text.startsWith("{") && !text.startsWith("[")) {
                throw Asked.refused(each.name(), "no JSON", "two JSON files, or one file");
            }
        }
        return new Sent(
                "both.json",
                "{\"channels\":"
                        + files.getFirst().text()
                        + "\n,\"tokens\":"
                        + files.getLast().text()
                        + "}");
    }

    private static Reply shown(Migration migration, List<Sent> files) {
        return new Reply(
                200,
                Json.object(out -> {
                    out.writeStringProperty("kind", migration.source().word());
                    out.writeStringProperty("title", migration.source().title());
                    Json.array(
                            out, "findings", migration.findings(), each -> write(out, each, files));
                    out.writeStringProperty("yaml", migration.yaml());
                    out.writeNumberProperty("providers", migration.plan().providers().size());
                    out.writeNumberProperty("models", migration.plan().models().size());
                    out.writeNumberProperty("keys", migration.plan().keys().size());
                }));
    }

    private static void write(JsonGenerator out, Finding finding, List<Sent> files) {
        boolean second = isInSecond(finding.line(), files);
        out.writeStartObject();
        out.writeStringProperty("level", PresetsApi.word(finding.kind()));
        out.writeStringProperty("file", (second ? files.getLast() : files.getFirst()).name());
        out.writeNumberProperty("line", line(finding.line(), files));
        out.writeStringProperty("path", finding.path());
        out.writeStringProperty("what", finding.sentence().english());
        out.writeStringProperty("what_zh", finding.sentence().chinese());
        out.writeEndObject();
    }

    private static boolean isInSecond(int line, List<Sent> files) {
        return files.size() > 1 && line > files.getFirst().lines();
    }

    private static int line(int line, List<Sent> files) {
        return isInSecond(line, files) ? line - files.getFirst().lines() : line;
    }

    private static Reply refused(List<Problem> problems, List<Sent> files) {
        List<Problem> there =
                problems.stream()
                        .map(each ->
                                new Problem(line(each.line(), files), each.path(), each.message()))
                        .toList();
        String why = there.isEmpty() ? "it is empty" : there.getFirst().sentence();
        throw new ApiException(
                ApiError.badRequest(
                        "The file cannot be imported: " + why, "files", "import_refused"));
    }
}
