package dev.sluice.app.control;

import static dev.sluice.app.control.Schema.items;
import static dev.sluice.app.control.Schema.may;
import static dev.sluice.app.control.Schema.must;
import static dev.sluice.app.control.Schema.perhaps;

import dev.sluice.app.access.Role;
import dev.sluice.app.config.EntryOutline;
import dev.sluice.app.config.Node;
import dev.sluice.app.config.PresetHints;
import dev.sluice.app.config.RawJson;
import dev.sluice.app.edit.ListEdit;
import dev.sluice.core.Deployment;
import dev.sluice.providers.Preset;
import dev.sluice.providers.Presets;
import dev.sluice.relay.Control.Reply;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** The providers of the configuration, one by one. */
record ProvidersApi(ConfigItems providers, GatewayApi gateway) {
    static final Row.Parameter NOTE =
            new Row.Parameter("note", Schema.TEXT, "Why, for the history.");
    private static final Schema DEPLOYMENT =
            Schema.form(
                    "ProviderDeployment",
                    must("id", Schema.TEXT, "Its name."),
                    must("model", perhaps(Schema.TEXT), "The model it is asked for."),
                    must("state", Schema.words("ready", "probing", "out"), "How it stands."),
                    must("reason", perhaps(Schema.TEXT), "Why it is out."),
                    must("retry_in_ms", Schema.WHOLE, "For how much longer."));
    private static final Schema PROVIDER =
            Schema.form(
                    "Provider",
                    must("id", Schema.TEXT, "Its name."),
                    must("type", Schema.TEXT, "Its type: the id of a preset."),
                    must("names", Schema.FREE, "The vendor's name, in en and zh."),
                    must("enabled", Schema.TRUTH, "Whether it may be asked."),
                    must("config", Schema.FREE, "Its members in the file; secrets masked."),
                    must("line", Schema.WHOLE, "The line of the file where it begins."),
                    must("deployments", items(DEPLOYMENT), "What is in force of it."));
    private static final Schema BODY =
            Schema.form(
                    "ProviderMembers",
                    must("type", Schema.TEXT, "Its type: the id of a preset."),
                    may("id", Schema.TEXT, "Its name; another one renames it."),
                    may("_note", Schema.TEXT, "Why, for the history."));

    static ProvidersApi of(ConfigDesk desk, GatewayApi gateway) {
        return new ProvidersApi(
                new ConfigItems(desk, new ListEdit("providers", "id"), "provider"), gateway);
    }

    List<Row> rows() {
        return List.of(
                Row.of("GET", "/providers", "Lists the providers of the configuration.")
                        .least(Role.VIEWER)
                        .gives(
                                Schema.form(
                                        "Providers",
                                        must("etag", Schema.TEXT, "For If-Match."),
                                        must(
                                                "form",
                                                Schema.words("sluice.yaml", "entries", "none"),
                                                "What the file says things in."),
                                        must("data", items(PROVIDER), "In the file's order.")))
                        .reads(_ -> list()),
                Row.of("PUT", "/providers/{id}", "Makes or replaces a provider in sluice.yaml.")
                        .least(Role.ADMIN)
                        .heeds(ConfigApi.IF_MATCH)
                        .body(BODY)
                        .gives(ConfigApi.IN_FORCE)
                        .changes(providers::put),
                Row.of("DELETE", "/providers/{id}", "Removes a provider from sluice.yaml.")
                        .least(Role.ADMIN)
                        .takes(NOTE)
                        .heeds(ConfigApi.IF_MATCH)
                        .gives(ConfigApi.IN_FORCE)
                        .changes(providers::remove));
    }

    /** A provider, or an entry that stands for one. */
    private record Listed(String id, String type, Node config, int line) {}

    private Reply list() {
        ConfigItems.Shown shown = ConfigItems.shown(providers.desk());
        List<Listed> all = new ArrayList<>();
        if (shown.root() instanceof Node.Items entries) {
            for (EntryOutline.Entry each : EntryOutline.of(entries).entries()) {
                if (!each.preset().isRoute()) {
                    all.add(new Listed(each.id(), each.preset().id(), each.config(), each.line()));
                }
            }
        } else {
            for (Node.Members each : providers.items(shown)) {
                String type = ConfigItems.word(each, "type");
                all.add(new Listed(providers.id(each), type, each, each.line()));
            }
        }
        byte[] json =
                Json.object(out -> {
                    out.writeStringProperty("etag", shown.current().etag());
                    out.writeStringProperty("form", shown.form());
                    Json.array(out, "data", all, each -> write(out, each));
                });
        return new Reply(200, Reply.JSON, json, List.of(Outcomes.etag(shown.current().etag())));
    }

    private void write(JsonGenerator out, Listed provider) {
        out.writeStartObject();
        out.writeStringProperty("id", provider.id());
        @Nullable Preset preset = Presets.named(provider.type());
        out.writeStringProperty("type", preset == null ? provider.type() : preset.id());
        String type = provider.type();
        PresetsApi.says(
                out,
                "names",
                preset == null
                        ? new PresetHints.Hint(type, type)
                        : new PresetHints.Hint(preset.english(), preset.chinese()));
        out.writeBooleanProperty("enabled", true);
        out.writeName("config");
        RawJson.write(provider.config(), out);
        out.writeNumberProperty("line", provider.line());
        List<Deployment> deployments =
                gateway.snapshots().get().deployments().stream()
                        .filter(each -> each.origin().provider().equals(provider.id()))
                        .toList();
        Json.array(out, "deployments", deployments, each -> deployment(out, each));
        out.writeEndObject();
    }

    private void deployment(JsonGenerator out, Deployment deployment) {
        out.writeStartObject();
        out.writeStringProperty("id", deployment.id());
        Json.put(out, "model", deployment.upstreamModel());
        var standing = gateway.health().of(deployment).standing(gateway.clock().getAsLong());
        DeploymentList.state(out, standing);
        out.writeEndObject();
    }
}
