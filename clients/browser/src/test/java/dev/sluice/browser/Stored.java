package dev.sluice.browser;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a gateway took of texts that it was given in every place. What it refuses in one (a name
 * with a line break, say) is not among them.
 */
record Stored(
        List<String> keys,
        List<String> owners,
        List<String> teams,
        List<String> providers,
        List<String> models,
        List<String> notes,
        List<String> names,
        List<Stored.Call> calls) {
    static final String CONFIGURATION =
            """
            providers:
              - {id: one, type: proxy, api_base: VENDOR, api_key: sk-upstream-fake}
            models:
              - {name: gpt-4o-mini, provider: one}
            ledger: {log_bodies: true}
            """;

    /** What is longer is cut. */
    private static final int LONGEST_NAME = 100;

    private static final JsonMapper JSON = JsonMapper.shared();

    /** A call that is kept with its bodies; {@code prompt} is empty where the model is the text. */
    record Call(String id, String text, String prompt) {
        /** The text as it stands in the bodies, which are shown as they went over the wire. */
        String inJson() {
            String quoted = JSON.writeValueAsString(text);
            return prompt.isEmpty() ? text : quoted.substring(1, quoted.length() - 1);
        }
    }

    private Stored() {
        this(
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>());
    }

    /** Stores the texts wherever one can be stored. */
    static Stored in(Stage stage, List<String> texts) throws Exception {
        Stored stored = new Stored();
        Script admin = stage.script();
        for (int n = 0; n < texts.size(); n++) {
            stored.people(admin, texts.get(n), n);
        }
        stored.configuration(admin, texts);
        Script caller = Furnished.key(admin, Map.of("id", "the-caller"));
        for (String text : texts) {
            stored.called(caller, "gpt-4o-mini", text, text);
        }
        for (String model : stored.models) {
            stored.called(caller, model, model, "");
        }
        stored.called(caller, "<script>ran()</script>-unknown", "-unknown", "");
        Furnished.settled(admin, Math.min(100, stored.calls.size()));
        System.out.printf(
                "walk: of %d texts that would run, stored were %d as keys, %d as owners, %d as"
                    + " teams, %d as providers, %d as models, %d as notes, %d as names; %d calls%n",
                texts.size(),
                stored.keys.size(),
                stored.owners.size(),
                stored.teams.size(),
                stored.providers.size(),
                stored.models.size(),
                stored.notes.size(),
                stored.names.size(),
                stored.calls.size());
        return stored;
    }

    private void people(Script admin, String text, int n) throws Exception {
        if (taken(admin, "POST", "/admin/api/keys", Map.of("id", text))) {
            keys.add(text);
        }
        if (taken(admin, "POST", "/admin/api/keys", Map.of("id", "owned-" + n, "owner", text))) {
            owners.add(text);
        }
        String coded = URLEncoder.encode(text, UTF_8).replace("+", "%20");
        if (taken(admin, "PUT", "/admin/api/teams/" + coded, Map.of())) {
            teams.add(text);
        }
        // Hashing a password takes a while: some are enough, as all are shown by the same code.
        if (n % 4 == 0) {
            var user =
                    Map.of(
                            "name",
                            "user-" + n,
                            "display_name",
                            text,
                            "role",
                            "viewer",
                            "password",
                            "a long enough passphrase");
            if (taken(admin, "POST", "/admin/api/users", user)) {
                names.add(text.substring(0, Math.min(text.length(), LONGEST_NAME)));
            }
        }
    }

    /** Adds what can be in a configuration one by one, and says so in notes that are texts, too. */
    private void configuration(Script admin, List<String> texts) throws Exception {
        String now = admin.get("/admin/api/config").path("text").asString();
        StringBuilder more = new StringBuilder();
        for (String text : texts) {
            String quoted = JSON.writeValueAsString(text);
            String model =
                    "  - {name: " + quoted + ", provider: one, upstream_model: " + quoted + "}\n";
            if (good(admin, now.replace("ledger:", model + "ledger:"))) {
                models.add(text);
                more.append(model);
            }
        }
        StringBuilder vendors = new StringBuilder();
        for (String text : texts) {
            String vendor =
                    "  - {id: "
                            + JSON.writeValueAsString(text)
                            + ", type: proxy, api_base: \"http://127.0.0.1:9\"}\n";
            if (good(admin, now.replace("models:", vendor + "models:"))) {
                providers.add(text);
                vendors.append(vendor);
            }
        }
        String whole =
                now.replace("models:", vendors + "models:").replace("ledger:", more + "ledger:");
        for (int n = 0; n < texts.size(); n++) {
            admin.configure(whole + "# " + n + "\n", texts.get(n));
            notes.add(texts.get(n));
        }
    }

    private void called(Script caller, String model, String text, String prompt) throws Exception {
        List<?> messages =
                List.of(Map.of("role", "user", "content", prompt.isEmpty() ? "Hello" : prompt));
        HttpResponse<String> answer =
                caller.ask(
                        "POST",
                        "/v1/chat/completions",
                        JSON.writeValueAsString(Map.of("model", model, "messages", messages)));
        calls.add(
                new Call(answer.headers().firstValue("x-request-id").orElseThrow(), text, prompt));
    }

    private static boolean good(Script admin, String text) throws Exception {
        JsonNode checked = admin.send("POST", "/admin/api/config/check", Map.of("text", text));
        return checked.path("good").asBoolean(false);
    }

    private static boolean taken(Script admin, String method, String path, Object body)
            throws Exception {
        return admin.ask(method, path, JSON.writeValueAsString(body)).statusCode() < 300;
    }

    /** Whether a text stands in quotes as it is. */
    static boolean isPlainInYaml(String text) {
        return JSON.writeValueAsString(text).equals("\"" + text + "\"");
    }
}
