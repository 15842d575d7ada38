package dev.sluice.app.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** What is in deploy/ fits together; whether it runs, deploy/check says. */
class DeploymentFilesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path DEPLOY = House.ROOT.resolve("deploy");
    private static final Path CHART = DEPLOY.resolve("helm/sluice");
    private static final JsonNode SCHEMA =
            JSON.readTree(House.text(CHART.resolve("values.schema.json")));
    private static final Pattern ACTION = Pattern.compile("\\{\\{-?\\s*(.*?)\\s*-?}}");
    private static final Pattern VALUE = Pattern.compile("\\.Values((?:\\.\\w+)+)");
    private static final Pattern INCLUDE = Pattern.compile("include \"([\\w.]+)\"");

    private static JsonNode yaml(String text) {
        return JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(text));
    }

    private static JsonNode file(String path) {
        return yaml(House.text(DEPLOY.resolve(path)));
    }

    private static List<String> complaints(JsonNode changes) {
        ObjectNode values = (ObjectNode) file("helm/sluice/values.yaml");
        merge(values, (ObjectNode) changes);
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                .getSchema(SCHEMA)
                .validate(values)
                .stream()
                .map(Error::toString)
                .toList();
    }

    /** As Helm lays values over those of the chart. */
    private static void merge(ObjectNode into, ObjectNode from) {
        from.properties()
                .forEach(each -> {
                    if (into.get(each.getKey()) instanceof ObjectNode below
                            && each.getValue() instanceof ObjectNode above) {
                        merge(below, above);
                    } else {
                        into.set(each.getKey(), each.getValue());
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"values.yaml", "ci/several.yaml", "ci/writable.yaml"})
    void valuesAreValid(String values) {
        assertEquals(List.of(), complaints(file("helm/sluice/" + values)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "replica: 2",
                "replicas: two",
                "image: {digest: latest}",
                "service: {port: 0}",
                "persistence: {size: big}",
                "env: [LANG]",
                "{replicas: 2, configuration: {writable: true}}",
                "{persistence: {enabled: false}, configuration: {writable: true}}"
            })
    void wrongValuesAreRefused(String values) {
        assertFalse(complaints(yaml(values)).isEmpty(), values);
    }

    static Stream<Path> templates() {
        return Stream.concat(House.files(".yaml").stream(), House.files(".tpl").stream())
                .filter(file -> file.startsWith(CHART.resolve("templates")));
    }

    private static Stream<String> actions(Path template) {
        return ACTION.matcher(House.text(template)).results().map(found -> found.group(1));
    }

    @ParameterizedTest
    @MethodSource("templates")
    void aTemplateIsWellFormed(Path template) {
        String text = House.text(template);
        assertEquals(text.split("\\{\\{", -1).length, text.split("}}", -1).length);
        int depth = 0;
        for (String action : actions(template).toList()) {
            depth += action.matches("(if|with|range|define) .*") ? 1 : 0;
            depth -= action.equals("end") ? 1 : 0;
            assertTrue(depth >= 0, template + ": an end too many");
        }
        assertEquals(0, depth, template + ": an end is missing");
        String names = House.text(CHART.resolve("templates/_names.tpl"));
        for (MatchResult name : INCLUDE.matcher(text).results().toList()) {
            assertTrue(names.contains("define \"" + name.group(1) + "\""), name.group(1));
        }
    }

    @Test
    void everyValueIsUsedAndEveryUsedOneIsKnown() {
        var used = new TreeSet<String>();
        templates()
                .flatMap(DeploymentFilesTest::actions)
                .flatMap(action -> VALUE.matcher(action).results())
                .forEach(found -> used.add(found.group(1).substring(1)));
        List<String> unknown = new ArrayList<>();
        for (String path : used) {
            JsonNode at = SCHEMA;
            for (String name : path.split("\\.", -1)) {
                at = at.path("properties").path(name);
            }
            if (at.isMissingNode()) {
                unknown.add(path);
            }
        }
        assertEquals(List.of(), unknown, "the schema knows what the templates read");
        List<String> idle = new ArrayList<>();
        idle(file("helm/sluice/values.yaml"), "", used, idle);
        assertEquals(List.of(), idle, "the templates read what values.yaml offers");
    }

    private static void idle(JsonNode at, String path, Set<String> used, List<String> idle) {
        if (used.contains(path)) {
            return;
        }
        if (at instanceof ObjectNode object && !object.isEmpty()) {
            object.properties()
                    .forEach(each ->
                            idle(
                                    each.getValue(),
                                    path.isEmpty() ? each.getKey() : path + "." + each.getKey(),
                                    used,
                                    idle));
        } else {
            idle.add(path);
        }
    }

    /** The words after which a command's own begin, as the image has them. */
    private static List<String> start() {
        return Pattern.compile("<arg>(.*?)</arg>")
                .matcher(House.text(House.ROOT.resolve("app/pom.xml")))
                .results()
                .map(found -> found.group(1))
                .takeWhile(word -> !word.equals("serve"))
                .filter(word -> word.startsWith("/opt") || word.matches("@/.*|-jar"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"compose.yaml", "compose.shared.yaml"})
    void composeStartsTheGatewayHardenedAndAsksItsHealth(String compose) {
        JsonNode file = file(compose);
        int gateways = 0;
        for (var each : file.path("services").properties()) {
            JsonNode service = each.getValue();
            if (service.get("<<") instanceof ObjectNode shared) {
                ObjectNode merged = shared.deepCopy();
                merge(merged, (ObjectNode) service);
                service = merged;
            }
            assertTrue(service.path("healthcheck").has("test"), each.getKey());
            assertTrue(
                    service.path("security_opt").toString().contains("no-new-privileges:true"),
                    each.getKey());
            if (each.getKey().startsWith("sluice")) {
                gateways++;
                List<String> health = new ArrayList<>(List.of("CMD"));
                health.addAll(start());
                health.add("health");
                assertEquals(JSON.valueToTree(health), service.path("healthcheck").path("test"));
                assertTrue(service.path("read_only").asBoolean());
                assertEquals("[\"ALL\"]", service.path("cap_drop").toString());
                assertTrue(service.path("volumes").toString().contains(":/data\""));
            }
        }
        assertTrue(gateways > 0);
        for (MatchResult secret :
                Pattern.compile("(?:PASSWORD|TOKEN|KEY): (.*)")
                        .matcher(House.text(DEPLOY.resolve(compose)))
                        .results()
                        .toList()) {
            assertTrue(secret.group(1).startsWith("${"), secret.group());
        }
    }

    @Test
    void theUnitStartsWhatTheImageStarts() {
        String unit = House.text(DEPLOY.resolve("systemd/sluice.service"));
        String wanted = "ExecStart=" + String.join(" ", start()) + " serve\n";
        assertTrue(unit.contains(wanted), wanted);
    }

    @Test
    void theJvmGetsTheLaunchersOptions() {
        String options = House.text(DEPLOY.resolve("image/java.options"));
        String launcher = House.text(House.ROOT.resolve("sluice"));
        String own = launcher.replaceAll("(?s).*\\n  options='([^']*)'.*", "$1");
        for (String option : own.split(" ", -1)) {
            assertTrue(option.startsWith("-Xmx") || options.contains("\n" + option + "\n"), option);
        }
    }
}
