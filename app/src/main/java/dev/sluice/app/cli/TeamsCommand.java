package dev.sluice.app.cli;

import dev.sluice.app.Failure;
import dev.sluice.app.control.ControlClient;
import dev.sluice.app.control.ControlClient.Question;
import dev.sluice.app.control.Json;
import dev.sluice.app.control.JsonValue;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/** Teams of a running gateway. */
@Command(
        name = "teams",
        description = "Make teams of a running gateway, and change them.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {
            TeamsCommand.Listing.class,
            TeamsCommand.Show.class,
            TeamsCommand.Create.class,
            TeamsCommand.Change.class,
            TeamsCommand.Enable.class,
            TeamsCommand.Disable.class,
            TeamsCommand.Remove.class
        })
final class TeamsCommand extends Subjects {
    private static final String TEAMS = "/teams";

    private static String path(String id) {
        return TEAMS + "/" + ControlClient.segment(id);
    }

    /** Lists teams. */
    @Command(name = "list", description = "List teams.", mixinStandardHelpOptions = true)
    static final class Listing extends Talking {
        @Override
        int run(PrintWriter out) throws Failure {
            List<JsonValue> teams = gateway.read(TEAMS, Map.of()).member("teams").items();
            var table = new TextTable(List.of("ID", "STATE", "MODELS", "LIMITS", "BUDGETS"));
            for (JsonValue each : teams) {
                table.add(
                        List.of(
                                each.words("id"),
                                each.truth("enabled") ? "enabled" : "disabled",
                                joined(each.member("models")),
                                limits(each.member("limits")),
                                budgets(each.member("budgets"))));
            }
            if (teams.isEmpty()) {
                out.println("no teams; make one with: sluice teams create ID");
            } else {
                table.lines().forEach(out::println);
            }
            return 0;
        }
    }

    /** Shows a team. */
    @Command(name = "show", description = "Show a team.", mixinStandardHelpOptions = true)
    static final class Show extends Talking {
        @Parameters(paramLabel = "ID", description = "The team's id.")
        String id = "";

        @Option(names = "--json", description = "Print the answer as one JSON object.")
        boolean json;

        @Override
        int run(PrintWriter out) throws Failure {
            byte[] answer = gateway.ask(Question.get(path(id), Map.of()));
            if (json) {
                out.println(GatewayOptions.text(answer));
            } else {
                members(gateway.parsed(answer)).forEach(out::println);
            }
            return 0;
        }
    }

    private static byte[] words(TermsOptions terms) throws Failure {
        List<TermsOptions.Part> parts = terms.parts();
        return Json.object(json -> {
            terms.write(json);
            parts.forEach(each -> each.write(json));
        });
    }

    /** Makes a team. */
    @Command(
            name = "create",
            description = {"Make a team.", "What is not said is not limited."},
            sortOptions = false,
            mixinStandardHelpOptions = true)
    static final class Create extends Talking {
        @Parameters(paramLabel = "ID", description = "The team's id.")
        String id = "";

        @Mixin TermsOptions terms = new TermsOptions();

        @Override
        int run(PrintWriter out) throws Failure {
            byte[] words = words(terms);
            for (JsonValue each : gateway.read(TEAMS, Map.of()).member("teams").items()) {
                if (each.words("id").equals(id)) {
                    throw new Failure(
                            Failure.FAILED,
                            "there is a team " + id + "; change it with: sluice teams set " + id);
                }
            }
            members(gateway.read(Question.of("PUT", path(id), words))).forEach(out::println);
            return 0;
        }
    }

    /** Changes a team. */
    @Command(
            name = "set",
            description = "Change what is said of a team; '' takes something back.",
            sortOptions = false,
            mixinStandardHelpOptions = true)
    static final class Change extends Talking {
        @Parameters(paramLabel = "ID", description = "The team's id.")
        String id = "";

        @Mixin TermsOptions terms = new TermsOptions();

        @Override
        int run(PrintWriter out) throws Failure {
            byte[] words = words(terms);
            if (words.length <= 2) {
                throw new Failure(Failure.USAGE, "nothing to change; see: sluice teams set --help");
            }
            members(gateway.read(Question.of("PATCH", path(id), words))).forEach(out::println);
            return 0;
        }
    }

    /** Lets a team's keys call again. */
    @Command(
            name = "enable",
            description = "Let the keys of a team call again.",
            mixinStandardHelpOptions = true)
    static final class Enable extends Talking {
        @Parameters(paramLabel = "ID", description = "The team's id.")
        String id = "";

        @Override
        int run(PrintWriter out) throws Failure {
            byte[] words = Json.object(json -> json.writeBooleanProperty("enabled", true));
            gateway.ask(Question.of("PATCH", path(id), words));
            out.println("the team " + id + " may call");
            return 0;
        }
    }

    /** Ends the calls of a team's keys for a while. */
    @Command(
            name = "disable",
            description = "End the calls of a team's keys until it is enabled again.",
            mixinStandardHelpOptions = true)
    static final class Disable extends Talking {
        @Parameters(paramLabel = "ID", description = "The team's id.")
        String id = "";

        @Override
        int run(PrintWriter out) throws Failure {
            byte[] words = Json.object(json -> json.writeBooleanProperty("enabled", false));
            gateway.ask(Question.of("PATCH", path(id), words));
            out.println("the team " + id + " may not call; undo with: sluice teams enable " + id);
            return 0;
        }
    }

    /** Removes a team. */
    @Command(
            name = "remove",
            description = "Remove a team; its keys stay, and may not call.",
            mixinStandardHelpOptions = true)
    static final class Remove extends Talking {
        @Parameters(paramLabel = "ID", description = "The team's id.")
        String id = "";

        @Mixin Confirmation confirmation = new Confirmation();

        @Override
        int run(PrintWriter out) throws Failure {
            confirmation.ask(out, "Remove the team " + id + "? Its keys may not call then.");
            gateway.ask(Question.of("DELETE", path(id), null));
            out.println("the team " + id + " is removed");
            return 0;
        }
    }
}
