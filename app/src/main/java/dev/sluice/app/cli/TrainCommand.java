package dev.sluice.app.cli;

import dev.sluice.app.Failure;
import dev.sluice.app.Log;
import dev.sluice.app.ServeOptions;
import dev.sluice.app.SluiceServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * A short, typical life of the program, for the JVM's ahead-of-time cache to learn from: a gateway
 * in front of another gateway's echo, two hundred calls, half of them streams, half of them through
 * the hub; then ten thousand on connections that are kept, with limits, a budget and prices.
 *
 * <p>The first calls tell which classes are needed; the many tell the compiler what is usual (JEP
 * 515), so that it finds out less at the expense of the first users. Figures are in
 * bench/BASELINE.md.
 */
@Command(name = "train", hidden = true, description = "Run a typical short life and end.")
final class TrainCommand implements Callable<Integer> {
    private static final int CALLS = 200;
    private static final String KEY = "sk-train";

    /** So many calls at a time, one round after the other. */
    private static final int[] AT_A_TIME = {1, 3, 8};

    private static final int ROUNDS = 2_500;
    private static final int LONGEST_ANSWER = 16 << 10;

    @Override
    public Integer call() throws IOException, Failure {
        Path directory = Files.createTempDirectory("sluice-train");
        var log = new Log(new PrintStream(OutputStream.nullOutputStream()), Clock.systemUTC());
        Map<String, String> environment = Map.of("ADMIN_TOKEN", "train");
        String keys =
                "keys: [{id: train, key: "
                        + KEY
                        + ", limits: [{rpm: 100000000, tpm: 100000000000, parallel: 1000}],"
                        + " budgets: [{amount: 100000000, currency: USD, window: month}]}]\n";
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
            manyCalls(gateway.port());
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
                + " {name: echo-hub, provider: hub, upstream_model: echo}]\n"
                + "prices: [{provider: up, model: '*', currency: USD, input: 2.5, output: 10}]\n";
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
        try (Socket socket = connect(port)) {
            String body = body(model, "hello", more);
            socket.getOutputStream().write(request("Connection: close\r\n", body));
            check(ascii(socket.getInputStream().readAllBytes()));
        }
    }

    private static void manyCalls(int port) throws IOException, Failure {
        byte[] request = request("", body("echo", "hello ".repeat(150), ",\"temperature\":0.7"));
        List<Socket> open = new ArrayList<>();
        try {
            while (open.size() < AT_A_TIME[AT_A_TIME.length - 1]) {
                open.add(connect(port));
            }
            for (int round = 0; round < ROUNDS; round++) {
                List<Socket> some = open.subList(0, AT_A_TIME[round % AT_A_TIME.length]);
                for (Socket each : some) {
                    each.getOutputStream().write(request);
                }
                for (Socket each : some) {
                    readAnswer(each.getInputStream());
                }
            }
        } finally {
            for (Socket each : open) {
                each.close();
            }
        }
    }

    private static void readAnswer(InputStream in) throws IOException, Failure {
        byte[] bytes = new byte[LONGEST_ANSWER];
        int size = 0;
        int end = -1;
        while (end < 0 || size < end) {
            int more = in.read(bytes, size, bytes.length - size);
            if (more <= 0) {
                throw new Failure(Failure.FAILED, "a training call was not answered to its end");
            }
            size += more;
            end = end < 0 ? end(ascii(Arrays.copyOf(bytes, size))) : end;
        }
        check(ascii(Arrays.copyOf(bytes, size)));
    }

    /** Returns where an answer ends; -1 while its head is not there. */
    private static int end(String answer) {
        int body = answer.indexOf("\r\n\r\n") + 4;
        int length = answer.indexOf("content-length: ") + 16;
        return body < 4 || length < 16
                ? -1
                : body + Integer.parseInt(answer.substring(length, answer.indexOf('\r', length)));
    }

    private static void check(String answer) throws Failure {
        if (!answer.startsWith("HTTP/1.1 200")) {
            String status = answer.substring(0, Math.min(12, answer.length()));
            throw new Failure(Failure.FAILED, "a training call was answered with " + status);
        }
    }

    private static Socket connect(int port) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        return socket;
    }

    private static String body(String model, String says, String more) {
        return "{\"model\":\""
                + model
                + "\",\"messages\":[{\"role\":\"user\",\"content\":\""
                + says
                + "\"}]"
                + more
                + "}";
    }

    private static byte[] request(String header, String body) {
        String all =
                "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                        + KEY
                        + "\r\nContent-Type: application/json\r\n"
                        + header
                        + "Content-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body;
        return all.getBytes(StandardCharsets.US_ASCII);
    }

    private static String ascii(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.toList().reversed()) { // what is inside comes before it
                Files.deleteIfExists(file);
            }
        }
    }
}
