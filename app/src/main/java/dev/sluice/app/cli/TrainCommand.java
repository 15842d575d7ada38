package dev.sluice.app.cli;

import dev.sluice.app.Failure;
import dev.sluice.app.Log;
import dev.sluice.app.ServeOptions;
import dev.sluice.app.SluiceServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * A short, typical life of the program, for the JVM's ahead-of-time cache to learn from: a gateway
 * in front of another gateway's echo, two hundred calls, half of them streams, half of them through
 * the hub, then the end.
 */
@Command(name = "train", hidden = true, description = "Run a typical short life and end.")
final class TrainCommand implements Callable<Integer> {
    private static final int CALLS = 200;
    private static final String KEY = "sk-train";

    @Override
    public Integer call() throws IOException, Failure {
        Path directory = Files.createTempDirectory("sluice-train");
        var log = new Log(new PrintStream(OutputStream.nullOutputStream()), Clock.systemUTC());
        Map<String, String> environment = Map.of("ADMIN_TOKEN", "train");
        String keys = "keys: [{id: train, key: " + KEY + "}]\n";
        try (SluiceServer upstream =
                        SluiceServer.start(
                                options(directory, "upstream.yaml", keys), environment, log);
                SluiceServer gateway =
                        SluiceServer.start(
                                options(
                                        directory,
                                        "gateway.yaml",
                                        keys + providers(upstream.port())),
                                environment,
                                log)) {
            for (int i = 0; i < CALLS; i++) {
                String model = i % 4 < 2 ? "echo" : "echo-hub";
                call(gateway.port(), model, i % 2 == 0 ? "" : ",\"stream\":true");
            }
        } finally {
            delete(directory);
        }
        return 0;
    }

    /** One way for bytes that are relayed, one for calls that are translated. */
    private static String providers(int port) {
        String at = "type: proxy, api_key: " + KEY + ", api_base: 'http://127.0.0.1:" + port + "'";
        return "providers: [{id: up, "
                + at
                + "}, {id: hub, estimate_usage: true, "
                + at
                + "}]\nmodels: [{name: echo, provider: up},"
                + " {name: echo-hub, provider: hub, upstream_model: echo}]\n";
    }

    private static ServeOptions options(Path directory, String name, String yaml)
            throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(file, yaml);
        // Each has data of its own: two cannot write one journal.
        String data = directory.resolve(name + ".data").toString();
        return new ServeOptions(file.toString(), 0, "127.0.0.1", data);
    }

    private static void call(int port, String model, String more) throws IOException, Failure {
        String body =
                "{\"model\":\""
                        + model
                        + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]"
                        + more
                        + "}";
        String request =
                "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                        + KEY
                        + "\r\nContent-Type: application/json\r\nConnection: close\r\n"
                        + "Content-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            byte[] answer = socket.getInputStream().readAllBytes();
            String status =
                    new String(answer, 0, Math.min(12, answer.length), StandardCharsets.US_ASCII);
            if (!status.equals("HTTP/1.1 200")) {
                throw new Failure(Failure.FAILED, "a training call was answered with " + status);
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.toList().reversed()) { // what is inside comes before it
                Files.deleteIfExists(file);
            }
        }
    }
}
