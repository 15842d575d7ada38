package dev.sluice.app.cli;

import dev.sluice.providers.Preset;
import dev.sluice.providers.Presets;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Lists the vendors and servers that a configuration may name. */
@Command(
        name = "providers",
        description = "List the vendors and servers that a configuration may name.",
        mixinStandardHelpOptions = true)
final class ProvidersCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Option(names = "--json", description = "Print everything that is known, as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (json) {
            out.println(json());
        } else {
            line(out, "TYPE", "NAME", "LANGUAGE", "ADDRESS", "CAN");
            for (Preset each : Presets.all()) {
                line(
                        out,
                        each.id(),
                        each.english(),
                        word(each.language()),
                        each.bases().isEmpty() ? "-" : each.bases().values().iterator().next(),
                        abilities(each) + remark(each));
            }
        }
        out.flush();
        return 0;
    }

    private static void line(PrintWriter out, String... cells) {
        out.println(String.format("%-22s %-28s %-17s %-60s %s", (Object[]) cells).stripTrailing());
    }

    private static String abilities(Preset preset) {
        return preset.can().stream().map(ProvidersCommand::word).collect(Collectors.joining(", "));
    }

    private static String remark(Preset preset) {
        String successor = preset.standing().successor();
        String instead = successor.isEmpty() ? "" : "; use " + successor;
        return switch (preset.standing().kind()) {
            case SERVICE, LOCAL, BUILT_IN -> "";
            case UNOFFICIAL -> " (unofficial" + instead + ")";
            case RETIRED -> " (retired" + instead + ")";
        };
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String json() {
        var text = new StringWriter();
        try (JsonGenerator out =
                new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            out.writeStartArray();
            for (Preset each : Presets.all()) {
                write(out, each);
            }
            out.writeEndArray();
        }
        return text.toString();
    }

    private static void write(JsonGenerator out, Preset preset) {
        out.writeStartObject();
        out.writeStringProperty("type", preset.id());
        out.writeArrayPropertyStart("aliases");
        preset.aliases().stream().sorted().forEach(out::writeString);
        out.writeEndArray();
        out.writeStringProperty("name", preset.english());
        out.writeStringProperty("name_zh", preset.chinese());
        out.writeStringProperty("language", word(preset.language()));
        out.writeObjectPropertyStart("addresses");
        preset.bases().forEach(out::writeStringProperty);
        out.writeEndObject();
        out.writeStringProperty("credential", word(preset.key()));
        out.writeArrayPropertyStart("can");
        preset.can().forEach(each -> out.writeString(word(each)));
        out.writeEndArray();
        out.writeStringProperty("standing", word(preset.standing().kind()));
        out.writeStringProperty("successor", preset.standing().successor());
        out.writeBooleanProperty("built", true);
        out.writeStringProperty("docs", preset.docs());
        out.writeEndObject();
    }
}
