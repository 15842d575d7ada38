package dev.sluice.app.control;

import static dev.sluice.app.control.Schema.may;
import static dev.sluice.app.control.Schema.must;
import static dev.sluice.app.control.Schema.perhaps;

import dev.sluice.app.Generated;
import dev.sluice.app.access.Role;
import dev.sluice.app.config.ConfigText;
import dev.sluice.app.config.Configuration;
import dev.sluice.app.config.Node;
import dev.sluice.app.config.PresetHints;
import dev.sluice.app.config.RawJson;
import dev.sluice.app.config.Unreadable;
import dev.sluice.app.trial.Findings;
import dev.sluice.app.trial.Trial;
import dev.sluice.core.Deployment;
import dev.sluice.core.Digest;
import dev.sluice.providers.Preset;
import dev.sluice.providers.Presets;
import dev.sluice.providers.Secret;
import dev.sluice.relay.Control.Reply;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Tries a provider, of the configuration or one that is only being thought of. */
record TrialApi(ConfigItems providers, GatewayApi gateway, Semaphore turns) {
    private static final int AT_ONCE = 4;
    private static final Schema ERROR =
            Schema.form(
                    "TrialError",
                    must("status", Schema.WHOLE, "The vendor's status; 0: it did not answer."),
                    must("code", Schema.TEXT, "The gateway's word for it, or ''."),
                    must("kind", Schema.TEXT, "What sort of trouble it is, such as key or base."),
                    must("message", Schema.TEXT, "What went wrong, in the vendor's words."),
                    must("raw", Schema.TEXT, "The vendor's own body, secrets taken out."),
                    must("hint", Schema.FREE, "What to do about it, in en and zh."));
    private static final Schema FOUND =
            Schema.form(
                    "Trial",
                    must("ok", Schema.TRUTH, "Whether the call of one token was answered."),
                    must(
                            "models",
                            Schema.form(
                                    "TrialModels",
                                    must("ok", Schema.TRUTH, "Whether they could be listed."),
                                    must("asked", Schema.TRUTH, "False: the vendor lists none."),
                                    must("list", Schema.TEXTS, "Its models, or those known."),
                                    must("ms", Schema.WHOLE, "How long it took."),
                                    must("error", perhaps(ERROR), "Why not.")),
                            "What the vendor lists."),
                    must(
                            "chat",
                            Schema.form(
                                    "TrialChat",
                                    must("ok", Schema.TRUTH, "Whether it was answered."),
                                    must("model", perhaps(Schema.TEXT), "What was asked for."),
                                    must("ms", Schema.WHOLE, "How long it took."),
                                    must("text", Schema.TEXT, "What came; perhaps nothing."),
                                    must("usage", perhaps(Schema.FREE), "As the vendor states."),
                                    must("error", perhaps(ERROR), "Why not.")),
                            "A call of one token."));

    static TrialApi of(ConfigItems providers, GatewayApi gateway) {
        return new TrialApi(providers, gateway, new Semaphore(AT_ONCE));
    }

    List<Row> rows() {
        return List.of(
                Row.of("POST", "/providers/test", "Tries a provider that is not in force.")
                        .least(Role.ADMIN)
                        .body(
                                Schema.form(
                                        "TrialOfMembers",
                                        must("provider", Schema.FREE, "The provider's members."),
                                        may("model", Schema.TEXT, "What to ask for.")))
                        .gives(FOUND)
                        .changes(this::members),
                Row.of("POST", "/providers/{id}/test", "Tries a provider of the configuration.")
                        .least(Role.OPERATOR)
                        .body(
                                Schema.form(
                                        "TrialOfProvider",
                                        may("model", Schema.TEXT, "What to ask for.")))
                        .gives(FOUND)
                        .changes(this::configured));
    }

    private Row.Changed members(Asked asked) {
        Node.Members body = tree(asked.object("{\"provider\": {\"type\": \"openai\", ...}}"));
        if (!(body.get("provider") instanceof Node.Members provider)) {
            throw Asked.missing("provider", "the members of a provider");
        }
        return tried(provider, ConfigItems.word(body, "model"));
    }

    private Row.Changed configured(Asked asked) {
        Node.Members body =
                asked.ask().body().length == 0
                        ? new Node.Members(0, Map.of())
                        : tree(asked.object("{\"model\": \"...\"}"));
        Node.Members provider = providers.find(ConfigItems.shown(providers.desk()), asked.id());
        String model = ConfigItems.word(body, "model");
        return tried(provider, model.isEmpty() ? inUse(asked.id()) : model);
    }

    /** Returns a model that is asked of a provider now, or "". */
    private String inUse(String id) {
        for (Deployment each : gateway.snapshots().get().deployments()) {
            @Nullable String model = each.upstreamModel();
            if (each.origin().provider().equals(id) && model != null) {
                return model;
            }
        }
        return "";
    }

    private static Node.Members tree(byte[] json) {
        try {
            if (ConfigText.read(json, "body.json") instanceof Node.Members members) {
                return members;
            }
        } catch (Unreadable _) {
            // said below
        }
        throw new ApiException(
                ApiError.badRequest("The body cannot be read.", null, "invalid_json"));
    }

    private Row.Changed tried(Node.Members provider, String model) {
        String type = ConfigItems.word(provider, "type");
        @Nullable Preset preset = Presets.named(type);
        if (preset == null || preset.isRoute()) {
            List<String> ids = Presets.all().stream().map(Preset::id).toList();
            throw new ApiException(
                    ApiError.badRequest(
                            "provider.type: found '"
                                    + type
                                    + "', expected the id of a preset, see GET"
                                    + " /admin/api/presets."
                                    + NearNames.hint(type, ids),
                            "provider.type",
                            "invalid_value"));
        }
        Secret key = Secret.of(Generated.random("sk-trial-"));
        String what = "tried a provider of the type " + preset.id();
        return switch (providers.desk().candidate(alone(provider, key))) {
            case Configuration.Rejected(var problems) ->
                    new Row.Changed(what, Problems.refused(problems));
            case Configuration.Loaded loaded -> {
                var trial =
                        new Trial(
                                loaded.snapshot(),
                                key,
                                preset,
                                base(provider),
                                PresetsApi.known(preset));
                Findings found = run(trial, model.isEmpty() ? null : model);
                yield new Row.Changed(what, new Reply(200, json(found)));
            }
        };
    }

    private static @Nullable String base(Node.Members provider) {
        String base = ConfigItems.word(provider, "api_base");
        return base.isEmpty() ? null : base;
    }

    /** Writes a configuration that has this provider and nothing else. */
    private static String alone(Node.Members provider, Secret key) {
        Map<String, Node> members = new LinkedHashMap<>();
        members.put("id", text("trial"));
        provider.members()
                .forEach((name, value) -> {
                    if (provider.get(name) != null && !name.startsWith("_")) {
                        members.put(name, value);
                    }
                });
        Map<String, Node> one = new LinkedHashMap<>();
        one.put("id", text("trial"));
        one.put("sha256", text(Digest.of(key.reveal()).hex()));
        Map<String, Node> file = new LinkedHashMap<>();
        file.put("providers", list(new Node.Members(0, members)));
        file.put("keys", list(new Node.Members(0, one)));
        return new String(RawJson.of(new Node.Members(0, file)), StandardCharsets.UTF_8);
    }

    private static Node text(String word) {
        return new Node.Scalar(0, Node.Kind.TEXT, word, word);
    }

    private static Node list(Node item) {
        return new Node.Items(0, new ArrayList<>(List.of(item)));
    }

    private Findings run(Trial trial, @Nullable String model) {
        if (!turns.tryAcquire()) {
            throw new ApiException(
                    new ApiError(
                            429,
                            "rate_limit_error",
                            AT_ONCE + " trials are under way. Try again in some seconds.",
                            null,
                            "too_many_trials"));
        }
        try {
            return trial.run(model);
        } catch (IOException e) {
            throw new ApiException(
                    ApiError.server(503, "No trial can be made now: " + e.getMessage(), "no_port"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(ApiError.server(503, "The gateway is stopping.", "draining"));
        } finally {
            turns.release();
        }
    }

    private static byte[] json(Findings found) {
        return Json.object(out -> {
            out.writeBooleanProperty("ok", found.chat().error() == null);
            out.writeObjectPropertyStart("models");
            Findings.Models models = found.models();
            out.writeBooleanProperty("ok", models.error() == null && models.asked());
            out.writeBooleanProperty("asked", models.asked());
            Json.array(out, "list", models.list(), out::writeString);
            out.writeNumberProperty("ms", models.millis());
            error(out, models.error());
            out.writeEndObject();
            out.writeObjectPropertyStart("chat");
            Findings.Chat chat = found.chat();
            out.writeBooleanProperty("ok", chat.error() == null);
            Json.put(out, "model", chat.model());
            out.writeNumberProperty("ms", chat.millis());
            out.writeStringProperty("text", chat.text());
            out.writeName("usage");
            out.writeRawValue(chat.usage() == null ? "null" : chat.usage());
            error(out, chat.error());
            out.writeEndObject();
        });
    }

    private static void error(JsonGenerator out, Findings.@Nullable Obstacle error) {
        if (error == null) {
            out.writeNullProperty("error");
            return;
        }
        out.writeObjectPropertyStart("error");
        out.writeNumberProperty("status", error.status());
        out.writeStringProperty("code", error.code());
        out.writeStringProperty("kind", PresetsApi.word(error.trouble()));
        out.writeStringProperty("message", error.message());
        out.writeStringProperty("raw", error.raw());
        PresetsApi.says(
                out,
                "hint",
                new PresetHints.Hint(error.trouble().english(), error.trouble().chinese()));
        out.writeEndObject();
    }
}
