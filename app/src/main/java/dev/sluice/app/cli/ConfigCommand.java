package dev.sluice.app.cli;

import dev.sluice.app.Failure;
import dev.sluice.app.control.ControlClient;
import dev.sluice.app.control.ControlClient.Question;
import dev.sluice.app.control.Json;
import dev.sluice.app.control.JsonValue;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The configuration of a running gateway. */
@Command(
        name = "config",
        description = "Show the configuration of a running gateway, and change it.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {
            ConfigCommand.Show.class,
            ConfigCommand.Check.class,
            ConfigCommand.Diff.class,
            ConfigCommand.Apply.class,
            ConfigCommand.Past.class,
            ConfigCommand.Rollback.class
        })
final class ConfigCommand extends Subjects {
    private static final String CONFIG = "/config";
    private static final String HISTORY = CONFIG + "/history";

    private static String text(Path file) throws Failure {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            String why = Files.exists(file) ? " cannot be read as text" : " does not exist";
            throw new Failure(Failure.USAGE, file + why, e);
        }
    }

    private static byte[] body(String text, String note) {
        return Json.object(json -> {
            json.writeStringProperty("text", text);
            if (!note.isEmpty()) {
                json.writeStringProperty("note", note);
            }
        });
    }

    private static Map<String, String> shown(boolean reveal) {
        return reveal ? Map.of("reveal", "true") : Map.of();
    }

    private static void done(PrintWriter out, JsonValue answer) {
        out.println("in force: revision " + answer.count("revision"));
        for (JsonValue each : answer.member("warnings").items()) {
            out.println("note: " + sentence(each));
        }
    }

    private static String sentence(JsonValue problem) {
        String line = problem.count("line") == 0 ? "" : "line " + problem.count("line") + ": ";
        String path = problem.words("path");
        return line + (path.isEmpty() ? "" : path + ": ") + problem.words("message");
    }

    /** Shows it. */
    @Command(
            name = "show",
            description = "Print the configuration; secrets are masked.",
            mixinStandardHelpOptions = true)
    static final class Show extends Talking {
        @Parameters(
                arity = "0..1",
                paramLabel = "ID",
                description = "A former one, as history lists them.")
        @Nullable String id;

        @Option(names = "--reveal", description = "Print secrets, too.")
        boolean reveal;

        @Override
        int run(PrintWriter out) throws Failure {
            String path = id == null ? CONFIG : HISTORY + "/" + ControlClient.segment(id);
            JsonValue answer = gateway.read(path, shown(reveal));
            @Nullable String text = answer.text("text");
            if (text == null) {
                throw new Failure(
                        Failure.FAILED,
                        "cannot be shown without its secrets; see it with --reveal. "
                                + answer.words("trouble"));
            }
            out.print(text.endsWith("\n") || text.isEmpty() ? text : text + "\n");
            return 0;
        }
    }

    /** Checks a file. */
    @Command(
            name = "check",
            description = {
                "Check a file as the running gateway would, with its environment.",
                "Nothing is changed."
            },
            mixinStandardHelpOptions = true)
    static final class Check extends Talking {
        @Parameters(paramLabel = "FILE", description = "sluice.yaml or model-config.json.")
        Path file = Path.of("sluice.yaml");

        @Override
        int run(PrintWriter out) throws Failure {
            byte[] body = body(text(file), "");
            JsonValue answer = gateway.read(Question.of("POST", CONFIG + "/check", body));
            List<JsonValue> problems = answer.member("problems").items();
            problems.forEach(each -> out.println(sentence(each)));
            answer.member("warnings")
                    .items()
                    .forEach(each -> out.println("note: " + sentence(each)));
            out.println(
                    file
                            + (problems.isEmpty()
                                    ? ": good"
                                    : ": " + problems.size() + " to be repaired"));
            return problems.isEmpty() ? 0 : Failure.FAILED;
        }
    }

    /** Compares a file with what is there. */
    @Command(
            name = "diff",
            description = "Compare a file with the configuration of the running gateway.",
            mixinStandardHelpOptions = true)
    static final class Diff extends Talking {
        @Parameters(paramLabel = "FILE", description = "sluice.yaml or model-config.json.")
        Path file = Path.of("sluice.yaml");

        @Override
        int run(PrintWriter out) throws Failure {
            out.print(difference(gateway, text(file)));
            return 0;
        }
    }

    private static String difference(GatewayOptions gateway, String text) throws Failure {
        Question question = Question.of("POST", CONFIG + "/diff", body(text, ""));
        JsonValue answer = gateway.read(question);
        String diff = answer.words("diff");
        return diff.isEmpty() && answer.truth("changed") ? "secrets differ\n" : diff;
    }

    /** Puts a file in force. */
    @Command(
            name = "apply",
            description = {
                "Put a file in force, and on the running gateway's disk.",
                "Masked secrets stay what they are."
            },
            mixinStandardHelpOptions = true)
    static final class Apply extends Talking {
        @Parameters(paramLabel = "FILE", description = "sluice.yaml or model-config.json.")
        Path file = Path.of("sluice.yaml");

        @Option(names = "--note", paramLabel = "TEXT", description = "Why, for the history.")
        String note = "";

        @Mixin Confirmation confirmation = new Confirmation();

        @Override
        int run(PrintWriter out) throws Failure {
            String text = text(file);
            String etag = gateway.read(CONFIG, Map.of()).words("etag");
            String diff = difference(gateway, text);
            if (diff.isEmpty()) {
                out.println("nothing differs");
                return 0;
            }
            out.print(diff);
            confirmation.ask(out, "Put this in force?");
            Question question = Question.of("PUT", CONFIG, body(text, note));
            done(out, gateway.read(question.with("if-match", "\"" + etag + "\"")));
            return 0;
        }
    }

    /** Lists former ones. */
    @Command(
            name = "history",
            description = "List former configurations, the newest first.",
            mixinStandardHelpOptions = true)
    static final class Past extends Talking {
        @Option(names = "--limit", paramLabel = "N", description = "At most so many; 20.")
        int limit = 20;

        @Override
        int run(PrintWriter out) throws Failure {
            var table = new TextTable(List.of("ID", "AUTHOR", "BYTES", "NOTE"));
            JsonValue answer = gateway.read(HISTORY, Map.of("limit", Integer.toString(limit)));
            for (JsonValue each : answer.member("versions").items()) {
                table.add(
                        List.of(
                                each.words("id"),
                                each.words("author"),
                                each.words("size"),
                                each.words("note")));
            }
            table.lines().forEach(out::println);
            return 0;
        }
    }

    /** Puts a former one in force. */
    @Command(
            name = "rollback",
            description = "Put a former configuration in force again.",
            mixinStandardHelpOptions = true)
    static final class Rollback extends Talking {
        @Parameters(paramLabel = "ID", description = "As history lists them.")
        String id = "";

        @Override
        int run(PrintWriter out) throws Failure {
            String path = HISTORY + "/" + ControlClient.segment(id) + "/rollback";
            done(out, gateway.read(Question.of("POST", path, null)));
            return 0;
        }
    }
}
