package dev.sluice.app.migrate;

import dev.sluice.app.config.Node;
import dev.sluice.app.config.RawJson;
import dev.sluice.app.control.Json;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/** A migration for programs. */
final class MigrationJson {
    private MigrationJson() {}

    static byte[] of(Migration migration, Node.Members plan) {
        return Json.object(out -> {
            out.writeStringProperty("source", migration.source().word());
            out.writeObjectPropertyStart("summary");
            for (Finding.Kind kind : Finding.Kind.values()) {
                long count =
                        migration.findings().stream().filter(each -> each.kind() == kind).count();
                out.writeNumberProperty(word(kind), count);
            }
            out.writeEndObject();
            Json.array(out, "findings", migration.findings(), each -> finding(out, each));
            out.writeName("plan");
            RawJson.write(plan, out);
        });
    }

    private static void finding(JsonGenerator out, Finding finding) {
        out.writeStartObject();
        out.writeStringProperty("kind", word(finding.kind()));
        out.writeNumberProperty("line", finding.line());
        out.writeStringProperty("path", finding.path());
        out.writeStringProperty("message", finding.sentence().english());
        out.writeStringProperty("message_zh", finding.sentence().chinese());
        out.writeEndObject();
    }

    private static String word(Finding.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
