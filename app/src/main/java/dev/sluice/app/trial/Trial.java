package dev.sluice.app.trial;

import dev.sluice.app.control.Json;
import dev.sluice.app.control.JsonValue;
import dev.sluice.app.secret.Redaction;
import dev.sluice.core.Deployment;
import dev.sluice.core.Snapshot;
import dev.sluice.core.Upstream;
import dev.sluice.providers.Preset;
import dev.sluice.providers.Secret;
import dev.sluice.relay.CallRecord;
import dev.sluice.relay.CallRecorder;
import dev.sluice.relay.Fetched;
import dev.sluice.relay.Gateway;
import dev.sluice.relay.Listen;
import dev.sluice.relay.Services;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tries one provider with a gateway of its own, which nobody else can reach: it listens on the
 * loopback address, wants a key that was made up for it, and is gone when the trial is over. So the
 * very code that will serve calls is what is tried, and no key, budget or ledger hears of it.
 *
 * @param candidate a configuration of this provider alone
 * @param key the only key of the candidate
 * @param base the provider's api_base, or null
 * @param known models to choose from where the vendor lists none
 */
public record Trial(
        Snapshot candidate, Secret key, Preset preset, @Nullable String base, List<String> known) {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LIST_PATIENCE = Duration.ofSeconds(8);
    private static final String OTHER_LIMIT = "max_completion_tokens";

    /** The model thought, and would have said more: it works. */
    private static final String TOO_SHORT = "model output limit was reached";

    private static final int LONGEST_RAW = 2048;
    private static final int LONGEST_TEXT = 200;
    private static final Pattern ANSWERED = Pattern.compile("\\(it answered (\\d{3})\\)");

    /** Keeps the records of the trial's calls. */
    private static final class Witness implements CallRecorder {
        private final BlockingQueue<CallRecord> calls = new LinkedBlockingQueue<>();

        @Override
        public void finished(CallRecord record) {
            calls.add(record);
        }

        @Override
        public boolean keepsBodies() {
            return true;
        }

        /** Returns what there is to know of the call that has just been answered. */
        @Nullable CallRecord last() throws InterruptedException {
            return calls.poll(1, TimeUnit.SECONDS);
        }
    }

    /** Returns the beginning of what the vendor said. */
    private static String said(@Nullable CallRecord call) {
        CallRecord.@Nullable Bill bill = call == null ? null : call.bill();
        byte @Nullable [] answer = bill == null ? null : bill.notes().answer();
        return answer == null ? "" : new String(answer, StandardCharsets.UTF_8);
    }

    /**
     * Tries it; takes at most about 20 s.
     *
     * @param wanted the model to ask for; or null for one that the vendor lists
     * @throws IOException when the machine has no port to spare
     */
    public Findings run(@Nullable String wanted) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        var witness = new Witness();
        var listen = new Listen("127.0.0.1", 0, 16 << 10, null, 1);
        try (Gateway gateway = Gateway.start(listen, candidate, Services.recording(witness))) {
            Findings.Models models = models(gateway);
            @Nullable String model = wanted == null ? choice(models) : wanted;
            Findings.Chat chat = chat(gateway, model, new Turn(witness, end));
            return new Findings(models, model == null ? without(chat, models) : chat);
        }
    }

    /** Without a model to ask for, what kept the list from us is what there is to know. */
    private static Findings.Chat without(Findings.Chat chat, Findings.Models models) {
        Findings.@Nullable Obstacle error = chat.error();
        Findings.@Nullable Obstacle why = models.error();
        return error != null && error.code().equals("missing_required_parameter") && why != null
                ? new Findings.Chat(null, chat.millis(), "", null, why)
                : chat;
    }

    /** The one call, and when it must be over. */
    private record Turn(Witness witness, long end) {
        Duration left() {
            return Duration.ofNanos(Math.max(1_000_000_000L, end - System.nanoTime()));
        }
    }

    private Deployment deployment() {
        return candidate.deployments().getFirst();
    }

    private Findings.Models models(Gateway gateway) throws InterruptedException {
        Upstream.@Nullable Remote remote = deployment().upstream().reached();
        ModelList.@Nullable Place place =
                remote == null ? null : ModelList.of(preset, remote, base);
        if (place == null) {
            return new Findings.Models(known, false, 0, null);
        }
        long begun = System.nanoTime();
        var wanted = new Gateway.Wanted(place.target(), place.headers(), LIST_PATIENCE);
        try {
            Fetched fetched = gateway.fetch(deployment(), wanted).get();
            return read(fetched, millis(begun));
        } catch (ExecutionException e) {
            throw new IllegalStateException("a list could not be fetched", e);
        }
    }

    private Findings.Models read(Fetched fetched, long millis) {
        return switch (fetched) {
            case Fetched.Unanswered(var error) ->
                    new Findings.Models(
                            known, true, millis, error(0, code(error.code()), error.message(), ""));
            case Fetched.Answered(var answer, var text) -> {
                @Nullable List<String> list = answer.status() < 300 ? ModelList.read(text) : null;
                yield list != null
                        ? new Findings.Models(list, true, millis, null)
                        : new Findings.Models(
                                known,
                                true,
                                millis,
                                error(answer.status(), "", said(text, ""), text));
            }
        };
    }

    /** Chooses a model: a known one that the vendor lists, else the first that may chat. */
    private @Nullable String choice(Findings.Models models) {
        @Nullable String usual = deployment().upstreamModel();
        if (usual != null) {
            return usual;
        }
        for (String each : known) {
            if (models.list().contains(each)) {
                return each;
            }
        }
        return models.list().stream()
                .filter(each -> !each.matches("(?i).*(embed|whisper|tts|image|dall|rerank).*"))
                .findFirst()
                .orElse(known.isEmpty() ? preset.model() : known.getFirst());
    }

    private Findings.Chat chat(Gateway gateway, @Nullable String model, Turn turn)
            throws InterruptedException {
        var address = URI.create("http://127.0.0.1:" + gateway.port() + "/v1/chat/completions");
        try (HttpClient client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .proxy(HttpClient.Builder.NO_PROXY)
                        .build()) {
            var asking = new Asking(client, address, model, turn);
            Findings.Chat first = asked(asking, "max_tokens", 1);
            Findings.@Nullable Obstacle error = first.error();
            // Models that think take the limit under another name only.
            return error != null && error.raw().contains(OTHER_LIMIT)
                    ? asked(asking, OTHER_LIMIT, 16)
                    : first;
        }
    }

    /** How the call is made. */
    private record Asking(HttpClient client, URI address, @Nullable String model, Turn turn) {}

    private Findings.Chat asked(Asking asking, String limit, int tokens)
            throws InterruptedException {
        long begun = System.nanoTime();
        var request =
                HttpRequest.newBuilder(asking.address())
                        .timeout(asking.turn().left())
                        .header("content-type", "application/json")
                        .header("authorization", "Bearer " + key.reveal())
                        .POST(
                                HttpRequest.BodyPublishers.ofByteArray(
                                        body(asking.model(), limit, tokens)))
                        .build();
        try {
            HttpResponse<byte[]> answer =
                    asking.client().send(request, HttpResponse.BodyHandlers.ofByteArray());
            @Nullable CallRecord call = asking.turn().witness().last();
            return read(answer, call, new Asked(asking.model(), millis(begun)));
        } catch (IOException _) {
            asking.client().shutdownNow();
            String late = "There was no answer within " + PATIENCE.toSeconds() + " s.";
            var error = error(0, "upstream_timeout", late, "");
            return new Findings.Chat(asking.model(), millis(begun), "", null, error);
        }
    }

    private static byte[] body(@Nullable String model, String limit, int tokens) {
        return Json.object(out -> {
            if (model != null) {
                out.writeStringProperty("model", model);
            }
            out.writeArrayPropertyStart("messages");
            out.writeStartObject();
            out.writeStringProperty("role", "user");
            out.writeStringProperty("content", "Hi");
            out.writeEndObject();
            out.writeEndArray();
            out.writeNumberProperty(limit, tokens);
        });
    }

    /** What was asked, and how long it took. */
    private record Asked(@Nullable String model, long millis) {}

    private static Findings.Chat read(
            HttpResponse<byte[]> answer, @Nullable CallRecord call, Asked asked) {
        JsonValue json = JsonValue.read(answer.body());
        if (answer.statusCode() < 300) {
            String text = first(json.member("choices")).member("message").words("content");
            String shown = text.substring(0, Math.min(LONGEST_TEXT, text.length()));
            @Nullable String usage = call == null ? null : call.usage();
            return new Findings.Chat(asked.model(), asked.millis(), shown, usage, null);
        }
        JsonValue told = json.member("error");
        String raw = said(call);
        if (raw.contains(TOO_SHORT)) {
            return new Findings.Chat(asked.model(), asked.millis(), "", null, null);
        }
        String code = told.words("code");
        boolean ours = raw.isEmpty() || code.equals("upstream_malformed");
        int status = ours && code.startsWith("upstream_") ? 0 : answer.statusCode();
        Matcher answered = ANSWERED.matcher(told.words("message"));
        boolean credential = answered.find();
        if (credential) {
            status = Integer.parseInt(answered.group(1));
        }
        // What the gateway tells callers about its own credential says nothing to whoever tests it.
        String message = credential ? said(raw, told.words("message")) : told.words("message");
        var error = error(status, code, message, raw);
        return new Findings.Chat(asked.model(), asked.millis(), "", null, error);
    }

    private static JsonValue first(JsonValue list) {
        return list.items().isEmpty() ? list : list.items().getFirst();
    }

    /** Returns the sentence in a vendor's refusal. */
    private static String said(String raw, String otherwise) {
        try {
            JsonValue root = JsonValue.read(raw.getBytes(StandardCharsets.UTF_8));
            root = root.items().isEmpty() ? root : root.items().getFirst();
            for (String name : List.of("message", "msg", "error_msg", "detail")) {
                for (JsonValue each : List.of(root.member("error"), root)) {
                    if (!each.words(name).isEmpty()) {
                        return each.words(name);
                    }
                }
            }
            return root.words("error").isEmpty() ? otherwise : root.words("error");
        } catch (IllegalArgumentException _) {
            return otherwise;
        }
    }

    private static Findings.Obstacle error(int status, String code, String message, String raw) {
        var signs = new Trouble.Signs(status, code, message, raw);
        String clean = Redaction.text(raw);
        return new Findings.Obstacle(
                status,
                code,
                Redaction.text(message),
                clean.substring(0, Math.min(LONGEST_RAW, clean.length())),
                Trouble.of(signs));
    }

    private static String code(@Nullable String code) {
        return code == null ? "" : code;
    }

    private static long millis(long begun) {
        return (System.nanoTime() - begun) / 1_000_000;
    }
}
