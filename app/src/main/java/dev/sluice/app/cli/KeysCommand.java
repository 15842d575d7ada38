package dev.sluice.app.cli;

import dev.sluice.app.Failure;
import dev.sluice.app.control.ControlClient;
import dev.sluice.app.control.ControlClient.Question;
import dev.sluice.app.control.JsonValue;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Issues keys of a running gateway, and changes them. */
@Command(
        name = "keys",
        description = "Issue keys of a running gateway, and change them.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {
            KeysCommand.Create.class,
            KeysCommand.Listing.class,
            KeysCommand.Show.class,
            KeysCommand.Change.class,
            KeysCommand.Rotate.class,
            KeysCommand.Enable.class,
            KeysCommand.Disable.class,
            KeysCommand.Remove.class
        })
final class KeysCommand extends Subjects {
    private static final String KEYS = "/keys";

    private static String path(String id) {
        return KEYS + "/" + ControlClient.segment(id);
    }

    /** Prints what is shown this once, and how to use it. */
    private static void issued(PrintWriter out, JsonValue key, String url) {
        out.println("id   " + key.words("id"));
        out.println("key  " + key.words("key"));
        out.println();
        out.println("The key is not shown again. To try it:");
        out.println(
                "curl " + url + "/v1/models -H 'Authorization: Bearer " + key.words("key") + "'");
    }

    /** Makes a key. */
    @Command(
            name = "create",
            description = "Make a key. It is printed once and not kept.",
            sortOptions = false,
            mixinStandardHelpOptions = true)
    static final class Create extends Talking {
        @Option(names = "--id", paramLabel = "ID", description = "Its name; made up when absent.")
        @Nullable String id;

        @Mixin KeyOptions options = new KeyOptions();

        @Option(names = "--json", description = "Print the answer as one JSON object.")
        boolean json;

        @Override
        int run(PrintWriter out) throws Failure {
            byte[] answer = gateway.ask(Question.of("POST", KEYS, options.words(id)));
            if (json) {
                out.println(GatewayOptions.text(answer));
            } else {
                issued(out, gateway.parsed(answer), gateway.url());
            }
            return 0;
        }
    }

    /** Lists keys. */
    @Command(
            name = "list",
            description = "List issued keys.",
            sortOptions = false,
            mixinStandardHelpOptions = true)
    static final class Listing extends Talking {
        private static final String PAGE = "1000";

        @Option(names = "--team", paramLabel = "ID", description = "Only those of a team.")
        @Nullable String team;

        @Option(names = "--owner", paramLabel = "WORDS", description = "Only those of an owner.")
        @Nullable String owner;

        @Option(names = "--search", paramLabel = "WORDS", description = "Only those with this in.")
        @Nullable String search;

        @Override
        int run(PrintWriter out) throws Failure {
            var table =
                    new TextTable(
                            List.of(
                                    "ID", "HINT", "OWNER", "TEAM", "STATE", "EXPIRES", "MODELS",
                                    "LIMITS", "BUDGETS"));
            Map<String, String> query = new LinkedHashMap<>();
            query.put("limit", PAGE);
            put(query, "team", team);
            put(query, "owner", owner);
            put(query, "search", search);
            int found = 0;
            @Nullable String next = "";
            while (next != null) {
                JsonValue page = gateway.read(KEYS, query);
                List<JsonValue> keys = page.member("keys").items();
                keys.forEach(each -> table.add(cells(each)));
                found += keys.size();
                next = page.text("next");
                put(query, "after", next);
            }
            if (found == 0) {
                out.println("no keys; make one with: sluice keys create");
            } else {
                table.lines().forEach(out::println);
            }
            return 0;
        }

        private static List<String> cells(JsonValue key) {
            return List.of(
                    key.words("id"),
                    key.words("hint").isEmpty() ? "" : "..." + key.words("hint"),
                    key.words("owner"),
                    key.words("team"),
                    key.truth("enabled") ? "enabled" : "disabled",
                    key.words("expires"),
                    joined(key.member("models")),
                    limits(key.member("limits")),
                    budgets(key.member("budgets")));
        }
    }

    private static void put(Map<String, String> query, String name, @Nullable String value) {
        if (value != null) {
            query.put(name, value);
        }
    }

    /** Shows a key. */
    @Command(
            name = "show",
            description = "Show a key, without its secret, and what is left of its budgets.",
            mixinStandardHelpOptions = true)
    static final class Show extends Talking {
        @Parameters(paramLabel = "ID", description = "The key's id.")
        String id = "";

        @Option(names = "--json", description = "Print the answer as one JSON object.")
        boolean json;

        @Override
        int run(PrintWriter out) throws Failure {
            byte[] answer = gateway.ask(Question.get(path(id), Map.of()));
            if (json) {
                out.println(GatewayOptions.text(answer));
                return 0;
            }
            members(gateway.parsed(answer)).forEach(out::println);
            JsonValue left = gateway.read("/limits/" + ControlClient.segment(id), Map.of());
            for (JsonValue each : left.member("budgets").items()) {
                JsonValue rest = each.member("left");
                out.println(
                        each.words("holder")
                                + " "
                                + budgets(new JsonValue(Map.of(), List.of(each), null))
                                + ": "
                                + rest.words("amount")
                                + " "
                                + rest.words("currency")
                                + " left");
            }
            return 0;
        }
    }

    /** Changes a key. */
    @Command(
            name = "set",
            description = "Change what is said of a key; '' takes something back.",
            sortOptions = false,
            mixinStandardHelpOptions = true)
    static final class Change extends Talking {
        @Parameters(paramLabel = "ID", description = "The key's id.")
        String id = "";

        @Mixin KeyOptions options = new KeyOptions();

        @Override
        int run(PrintWriter out) throws Failure {
            byte[] words = options.words(null);
            if (words.length <= 2) {
                throw new Failure(Failure.USAGE, "nothing to change; see: sluice keys set --help");
            }
            members(gateway.read(Question.of("PATCH", path(id), words))).forEach(out::println);
            return 0;
        }
    }

    /** Gives a key another secret. */
    @Command(
            name = "rotate",
            description = "Give a key another secret; the old one ends at once.",
            mixinStandardHelpOptions = true)
    static final class Rotate extends Talking {
        @Parameters(paramLabel = "ID", description = "The key's id.")
        String id = "";

        @Override
        int run(PrintWriter out) throws Failure {
            issued(
                    out,
                    gateway.read(Question.of("POST", path(id) + "/rotate", null)),
                    gateway.url());
            return 0;
        }
    }

    /** Lets a key call again. */
    @Command(
            name = "enable",
            description = "Let a key call again.",
            mixinStandardHelpOptions = true)
    static final class Enable extends Talking {
        @Parameters(paramLabel = "ID", description = "The key's id.")
        String id = "";

        @Override
        int run(PrintWriter out) throws Failure {
            gateway.ask(Question.of("POST", path(id) + "/enable", null));
            out.println("the key " + id + " may call");
            return 0;
        }
    }

    /** Ends a key's calls for a while. */
    @Command(
            name = "disable",
            description = "End a key's calls until it is enabled again.",
            mixinStandardHelpOptions = true)
    static final class Disable extends Talking {
        @Parameters(paramLabel = "ID", description = "The key's id.")
        String id = "";

        @Override
        int run(PrintWriter out) throws Failure {
            gateway.ask(Question.of("POST", path(id) + "/disable", null));
            out.println("the key " + id + " may not call; undo with: sluice keys enable " + id);
            return 0;
        }
    }

    /** Removes a key. */
    @Command(
            name = "remove",
            description = "Remove a key for ever; what it used stays in the ledger.",
            mixinStandardHelpOptions = true)
    static final class Remove extends Talking {
        @Parameters(paramLabel = "ID", description = "The key's id.")
        String id = "";

        @Mixin Confirmation confirmation = new Confirmation();

        @Override
        int run(PrintWriter out) throws Failure {
            confirmation.ask(out, "Remove the key " + id + " for ever?");
            gateway.ask(Question.of("DELETE", path(id), null));
            out.println("the key " + id + " is removed");
            return 0;
        }
    }
}
