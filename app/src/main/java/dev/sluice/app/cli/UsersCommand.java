package dev.sluice.app.cli;

import dev.sluice.app.Failure;
import dev.sluice.app.control.ControlClient;
import dev.sluice.app.control.ControlClient.Question;
import dev.sluice.app.control.Json;
import dev.sluice.app.control.JsonValue;
import dev.sluice.providers.Secret;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says who may sign in to the console of a running gateway. */
@Command(
        name = "users",
        description = "Say who may sign in to a running gateway's console.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {
            UsersCommand.Add.class,
            UsersCommand.Listing.class,
            UsersCommand.Enable.class,
            UsersCommand.Disable.class,
            UsersCommand.ToRole.class,
            UsersCommand.Password.class,
            UsersCommand.Remove.class
        })
final class UsersCommand extends Subjects {
    private static final String USERS = "/users";
    private static final String PROMPT = "password: ";
    private static final String ROLES = "admin, operator, viewer or owner";

    private static String path(String name) {
        return USERS + "/" + ControlClient.segment(name);
    }

    private static byte[] member(String name, String value) {
        return Json.object(out -> out.writeStringProperty(name, value));
    }

    private static byte[] enabled(Boolean now) {
        return Json.object(out -> out.writeBooleanProperty("enabled", now));
    }

    /** Adds somebody. */
    @Command(
            name = "add",
            description =
                    "Let somebody sign in. The password is typed, or read from standard input.",
            sortOptions = false,
            mixinStandardHelpOptions = true)
    static final class Add extends Talking {
        @Parameters(paramLabel = "NAME", description = "Who; keys name it as their owner.")
        String name = "";

        @Option(names = "--role", paramLabel = "ROLE", description = ROLES, required = true)
        String role = "";

        @Option(names = "--shown-as", paramLabel = "WORDS", description = "The name to show.")
        @Nullable String shown;

        @Override
        int run(PrintWriter out) throws Failure {
            Secret password = TypedSecret.read(PROMPT);
            byte[] words =
                    Json.object(json -> {
                        json.writeStringProperty("name", name);
                        json.writeStringProperty("role", role);
                        json.writeStringProperty("password", password.reveal());
                        if (shown != null) {
                            json.writeStringProperty("display_name", shown);
                        }
                    });
            gateway.ask(Question.of("POST", USERS, words));
            out.println(name + " may sign in at " + gateway.url() + "/console as " + role);
            return 0;
        }
    }

    /** Lists everybody. */
    @Command(name = "list", description = "List who may sign in.", mixinStandardHelpOptions = true)
    static final class Listing extends Talking {
        @Override
        int run(PrintWriter out) throws Failure {
            List<JsonValue> users = gateway.read(USERS, Map.of()).member("data").items();
            if (users.isEmpty()) {
                out.println("no users; add one with: sluice users add NAME --role admin");
                return 0;
            }
            var table =
                    new TextTable(List.of("NAME", "SHOWN AS", "ROLE", "STATE", "BY", "LAST SEEN"));
            users.forEach(each -> table.add(cells(each)));
            table.lines().forEach(out::println);
            return 0;
        }

        private static List<String> cells(JsonValue user) {
            @Nullable String seen = user.text("last_seen");
            return List.of(
                    user.words("name"),
                    user.words("display_name"),
                    user.words("role"),
                    user.truth("enabled") ? "enabled" : "disabled",
                    user.words("source"),
                    seen == null ? "never" : Instant.ofEpochMilli(Long.parseLong(seen)).toString());
        }
    }

    /** Changes somebody. */
    abstract static class Changing extends Talking {
        @Parameters(paramLabel = "NAME", description = "Who.")
        String name = "";

        /** Returns what is to change. */
        abstract byte[] words() throws Failure;

        /** Returns what is so then. */
        abstract String done();

        @Override
        final int run(PrintWriter out) throws Failure {
            gateway.ask(Question.of("PATCH", path(name), words()));
            out.println(name + " " + done());
            return 0;
        }
    }

    /** Lets somebody sign in again. */
    @Command(
            name = "enable",
            description = "Let somebody sign in again.",
            mixinStandardHelpOptions = true)
    static final class Enable extends Changing {
        @Override
        byte[] words() {
            return enabled(true);
        }

        @Override
        String done() {
            return "may sign in";
        }
    }

    /** Ends what somebody may do. */
    @Command(
            name = "disable",
            description = "End somebody's sessions, and let nobody sign in by this name.",
            mixinStandardHelpOptions = true)
    static final class Disable extends Changing {
        @Override
        byte[] words() {
            return enabled(false);
        }

        @Override
        String done() {
            return "may not sign in, and all its sessions have ended";
        }
    }

    /** Gives somebody another role. */
    @Command(
            name = "role",
            description = "Give somebody another role; its sessions end.",
            mixinStandardHelpOptions = true)
    static final class ToRole extends Changing {
        @Parameters(paramLabel = "ROLE", description = ROLES)
        String role = "";

        @Override
        byte[] words() {
            return member("role", role);
        }

        @Override
        String done() {
            return "is " + role + " now";
        }
    }

    /** Gives somebody another password. */
    @Command(
            name = "password",
            description = {
                "Give somebody another password; its sessions end.",
                "It is typed, or read from standard input."
            },
            mixinStandardHelpOptions = true)
    static final class Password extends Changing {
        @Override
        byte[] words() throws Failure {
            return member("password", TypedSecret.read(PROMPT).reveal());
        }

        @Override
        String done() {
            return "has another password, and all its sessions have ended";
        }
    }

    /** Removes somebody. */
    @Command(
            name = "remove",
            description = "Remove somebody. Its keys stay.",
            mixinStandardHelpOptions = true)
    static final class Remove extends Talking {
        @Parameters(paramLabel = "NAME", description = "Who.")
        String name = "";

        @Mixin Confirmation confirmation = new Confirmation();

        @Override
        int run(PrintWriter out) throws Failure {
            confirmation.ask(out, "Remove the user " + name + "?");
            gateway.ask(Question.of("DELETE", path(name), null));
            out.println("removed " + name);
            return 0;
        }
    }
}
