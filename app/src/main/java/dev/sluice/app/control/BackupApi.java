package dev.sluice.app.control;

import dev.sluice.app.access.Role;
import dev.sluice.app.config.Node;
import dev.sluice.app.config.RawJson;
import dev.sluice.app.control.ConfigDesk.Showing;
import dev.sluice.core.access.KeySpec;
import dev.sluice.core.access.TeamSpec;
import dev.sluice.relay.Control.Reply;
import dev.sluice.store.StoreUnavailable;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Everything that was configured or issued, in one file. */
record BackupApi(ConfigDesk configuration, Desks desks) {
    private static final int VERSIONS = 200;
    private static final int KEYS = 1000;
    private static final String README =
            """
            A backup of a Sluice gateway.

            sluice.yaml or model-config.json   the configuration; PUT /admin/api/config puts it back
            history/                           former configurations, the newest last
            keys.json, teams.json              what was issued, by SHA-256; no key can be read from it
            prices.json                        the prices of the configuration

            Secrets of vendors are masked (***) unless the backup was made with ?reveal=true.
            Calls and budgets are in the database, which has backups of its own.
            """;

    List<Row> rows() {
        return List.of(
                Row.of("GET", "/backup", "Gives everything configured or issued as a zip file.")
                        .least(Role.ADMIN)
                        .takes(Outcomes.REVEAL)
                        .gives(Schema.FREE, "application/zip")
                        .reads(this::backup));
    }

    private Reply backup(Asked asked) throws StoreUnavailable {
        Showing showing = Outcomes.showing(asked);
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("README.txt", utf8(README));
        configuration(files, showing);
        history(files, showing);
        List<KeySpec> keys = keys();
        files.put(
                "keys.json",
                Json.object(out -> Json.array(out, "keys", keys, each -> key(out, each))));
        List<TeamSpec> teams = desks.keys().teams();
        files.put(
                "teams.json",
                Json.object(out -> Json.array(out, "teams", teams, each -> team(out, each))));
        String day =
                DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")
                        .withZone(ZoneOffset.UTC)
                        .format(desks.clock().instant());
        String name = "attachment; filename=\"sluice-backup-" + day + ".zip\"";
        return new Reply(
                200,
                "application/zip",
                zip(files),
                List.of("content-disposition: " + name, "cache-control: no-store"));
    }

    private void configuration(Map<String, byte[]> files, Showing showing) {
        ConfigDesk.Current now = configuration.current(showing);
        @Nullable String text = now.text();
        if (now.file() == null) {
            return;
        }
        if (text == null) {
            throw new ApiException(
                    new ApiError(
                            409,
                            "invalid_request_error",
                            "The configuration cannot be shown without its secrets: "
                                    + now.trouble()
                                    + " Mend it first, or ask with reveal=true.",
                            "reveal",
                            "configuration_broken"));
        }
        files.put(now.file(), utf8(text));
        ConfigItems.Shown shown = ConfigItems.shown(configuration);
        if (shown.root() instanceof Node.Members file && file.get("prices") != null) {
            @Nullable Node prices = file.members().get("prices");
            if (prices != null) {
                files.put("prices.json", RawJson.of(prices));
            }
        }
    }

    private void history(Map<String, byte[]> files, Showing showing) {
        List<ConfigDesk.Version> versions = configuration.history(null, VERSIONS).reversed();
        files.put(
                "history/index.json",
                Json.object(out ->
                        Json.array(
                                out,
                                "versions",
                                versions,
                                each -> {
                                    out.writeStartObject();
                                    ConfigApi.write(out, each);
                                    out.writeEndObject();
                                })));
        for (ConfigDesk.Version each : versions) {
            ConfigDesk.@Nullable Former former = configuration.former(each.id(), showing);
            if (former != null && former.text() != null) {
                files.put("history/" + each.id() + ".txt", utf8(former.text()));
            }
        }
    }

    private List<KeySpec> keys() throws StoreUnavailable {
        List<KeySpec> all = new ArrayList<>();
        String after = "";
        while (true) {
            List<KeySpec> page = desks.keys().keys(after, KEYS, _ -> true);
            all.addAll(page);
            if (page.size() < KEYS) {
                return all;
            }
            after = page.getLast().id();
        }
    }

    private static void key(JsonGenerator out, KeySpec key) {
        out.writeStartObject();
        SpecJson.key(out, key);
        out.writeStringProperty("sha256", key.digest().hex());
        out.writeEndObject();
    }

    private static void team(JsonGenerator out, TeamSpec team) {
        out.writeStartObject();
        SpecJson.team(out, team);
        out.writeEndObject();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private byte[] zip(Map<String, byte[]> files) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> each : files.entrySet()) {
                var entry = new ZipEntry(each.getKey());
                entry.setTime(desks.clock().millis());
                zip.putNextEntry(entry);
                zip.write(each.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new IllegalStateException("a zip file in memory failed", e);
        }
        return bytes.toByteArray();
    }
}
