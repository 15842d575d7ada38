package dev.sluice.app.cli;

import dev.sluice.app.Failure;
import dev.sluice.app.control.ControlClient.Question;
import dev.sluice.app.control.JsonValue;
import dev.sluice.app.control.LedgerDesk;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Looks after the ledger. */
@Command(
        name = "ledger",
        description = "Check the ledger, or count cost again.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {LedgerCommand.Check.class, LedgerCommand.Rerate.class})
final class LedgerCommand extends Subjects {

    /** Finds out whether the ledger adds up. */
    @Command(
            name = "check",
            description = {
                "Find out whether the ledger adds up.",
                "With --url a running gateway is asked; otherwise the data directory is read."
            },
            sortOptions = false,
            mixinStandardHelpOptions = true,
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                "0:everything adds up",
                "1:something does not, or the ledger cannot be read",
                "2:wrong usage, or no gateway to ask"
            })
    static final class Check extends Talking {
        private final OfflineLedger offline;

        Check() {
            this(OfflineLedger.usual());
        }

        Check(OfflineLedger offline) {
            this.offline = offline;
        }

        @Override
        int run(PrintWriter out) throws Failure {
            LedgerDesk.Check check =
                    gateway.url == null ? offline.check(gateway.premises()) : asked();
            check.findings().forEach(out::println);
            out.println(
                    "calls: "
                            + check.calls()
                            + ", budget entries: "
                            + check.entries()
                            + ", open reservations: "
                            + check.open());
            out.println(
                    check.findings().isEmpty()
                            ? "everything adds up"
                            : "findings: " + check.findings().size());
            return check.findings().isEmpty() ? 0 : Failure.FAILED;
        }

        private LedgerDesk.Check asked() throws Failure {
            JsonValue answer = gateway.read(Question.slow("POST", "/ledger/check", Map.of()));
            List<String> findings =
                    answer.member("findings").items().stream()
                            .map(each -> "" + each.scalar())
                            .toList();
            return new LedgerDesk.Check(
                    answer.count("calls"), answer.count("entries"), answer.count("open"), findings);
        }
    }

    /** Counts cost again. */
    @Command(
            name = "rerate",
            description = {
                "Count the cost of calls again, by the prices now in force for their time.",
                "What was taken from budgets stays."
            },
            sortOptions = false,
            mixinStandardHelpOptions = true)
    static final class Rerate extends Talking {
        @Option(
                names = "--from",
                required = true,
                paramLabel = "DATE",
                description = "2026-11-01 or 2026-11-01T08:00:00Z.")
        String from = "";

        @Option(names = "--to", paramLabel = "DATE", description = "A date counts as a whole; now.")
        @Nullable String to;

        @Override
        int run(PrintWriter out) throws Failure {
            Map<String, String> query = new LinkedHashMap<>();
            query.put("from", from);
            if (to != null) {
                query.put("to", to);
            }
            JsonValue answer = gateway.read(Question.slow("POST", "/ledger/rerate", query));
            out.println("calls: " + answer.count("calls"));
            out.println("changed: " + answer.count("changed"));
            out.println("cost: " + grown(answer.member("cost_change")));
            out.println("called off: " + grown(answer.member("lost_change")));
            return 0;
        }

        private static String grown(JsonValue amounts) {
            return amounts.items().isEmpty() ? "as before" : "grew by " + money(amounts);
        }
    }
}
