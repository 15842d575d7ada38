package dev.sluice.app.cli;

import dev.sluice.app.Failure;
import dev.sluice.app.Premises;
import dev.sluice.app.ServeOptions;
import dev.sluice.app.control.ControlClient;
import dev.sluice.app.control.ControlClient.Question;
import dev.sluice.app.control.JsonValue;
import dev.sluice.providers.Secret;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Which running gateway is asked, and as whom. */
final class GatewayOptions {
    private static final String USUAL = "http://127.0.0.1:8090";

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The running gateway; SLUICE_URL, or http://127.0.0.1:8090 when absent.")
    @Nullable String url;

    @Option(
            names = "--admin-token",
            paramLabel = "TOKEN",
            description = {
                "Otherwise ADMIN_TOKEN from the environment,",
                "or the generated one from the data directory."
            })
    @Nullable String adminToken;

    @Option(
            names = ServeOptions.DATA,
            paramLabel = "DIR",
            description = "The gateway's data directory; looked for as serve does when absent.")
    @Nullable String data;

    @Option(
            names = ServeOptions.CONFIG,
            paramLabel = "FILE",
            description = "Configuration, to find the data directory beside it.")
    @Nullable String config;

    /** Returns where the gateway is. */
    String url() {
        @Nullable String given = url == null ? System.getenv("SLUICE_URL") : url;
        return given == null || given.isBlank() ? USUAL : given.replaceAll("/+$", "");
    }

    /** Returns where this machine's gateway keeps its state. */
    Premises premises() {
        return Premises.of(new ServeOptions(config, null, null, data), System.getenv());
    }

    /**
     * Asks, and returns what came back.
     *
     * @throws Failure when there is no gateway, or it refuses; the sentence is its own
     */
    byte[] ask(Question question) throws Failure {
        @Nullable Secret token =
                adminToken == null ? premises().knownAdminToken() : Secret.of(adminToken.strip());
        if (token == null) {
            throw new Failure(
                    Failure.USAGE,
                    "the administrator's token is not known here; give it as --admin-token, or the"
                            + " gateway's data directory as --data");
        }
        ControlClient.Answer answer = new ControlClient(url(), token).ask(question);
        if (answer.status() < 300) {
            return answer.json();
        }
        if (answer.message().isEmpty() || answer.code().equals("unknown_url")) {
            throw new Failure(
                    Failure.USAGE,
                    url() + " is no Sluice that can do this; is it of this version?");
        }
        throw new Failure(
                answer.status() == 400 ? Failure.USAGE : Failure.FAILED, answer.message());
    }

    /** Asks, and reads the answer. */
    JsonValue read(Question question) throws Failure {
        return parsed(ask(question));
    }

    /** Asks for something. */
    JsonValue read(String path, Map<String, String> query) throws Failure {
        return read(Question.get(path, query));
    }

    /** Reads an answer. */
    JsonValue parsed(byte[] answer) throws Failure {
        try {
            return JsonValue.read(answer);
        } catch (IllegalArgumentException e) {
            throw new Failure(
                    Failure.USAGE, url() + " is no Sluice: it does not answer in JSON", e);
        }
    }

    /** Returns an answer as it is to be printed. */
    static String text(byte[] answer) {
        return new String(answer, StandardCharsets.UTF_8).stripTrailing();
    }
}
