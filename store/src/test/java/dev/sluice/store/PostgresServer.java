package dev.sluice.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL of our own in a temporary directory, on a free port. */
final class PostgresServer {
    /** Why there is none. */
    static final String ABSENT =
            "skipped: PostgreSQL's programs are not installed (looked in /usr/lib/postgresql)";

    static final String PASSWORD = "canary-pw-7f3e";

    private static @Nullable PostgresServer shared;
    private static int databases;

    private final Path programs;
    private final Path directory;
    private final int port;

    private PostgresServer(Path programs) {
        this.programs = programs;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
            directory = Files.createTempDirectory("sluice-postgres");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the one that tests share, or null when PostgreSQL is not installed. */
    static synchronized @Nullable PostgresServer shared() {
        if (shared == null) {
            shared = create();
        }
        return shared;
    }

    /** Makes one of its own, for tests that stop it; null when PostgreSQL is not installed. */
    static @Nullable PostgresServer create() {
        Path programs = programs();
        if (programs == null) {
            return null;
        }
        var server = new PostgresServer(programs);
        server.initialise();
        server.start();
        Runtime.getRuntime().addShutdownHook(new Thread(server::remove));
        return server;
    }

    private static @Nullable Path programs() {
        Path all = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(all)) {
            return null;
        }
        try (Stream<Path> versions = Files.list(all)) {
            return versions.map(each -> each.resolve("bin"))
                    .filter(each -> Files.isExecutable(each.resolve("initdb")))
                    .max(Comparator.naturalOrder())
                    .orElse(null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void initialise() {
        try {
            Path password = directory.resolve("password");
            Files.writeString(password, PASSWORD);
            if (isRoot()) {
                run(List.of("chown", "-R", "postgres", directory.toString()));
            }
            run(
                    own(
                            "initdb",
                            "--pgdata=" + directory.resolve("data"),
                            "--username=sluice",
                            "--auth=scram-sha-256",
                            "--pwfile=" + password,
                            "--encoding=UTF8",
                            "--locale=C",
                            "--no-sync"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void start() {
        String options =
                ("-p " + port + " -k " + directory + " -c listen_addresses=127.0.0.1 ")
                        + "-c fsync=off -c shared_buffers=64MB -c max_connections=50";
        run(control("start", "--wait", "--options=" + options, "--log=" + directory + "/log"));
    }

    /** Stops it at once, as a crash would. */
    void stop() {
        run(control("stop", "--mode=immediate", "--wait"));
    }

    /** Freezes its first process: connections are accepted by the kernel, and nobody answers. */
    void signal(String name) {
        try {
            Path file = directory.resolve("data/postmaster.pid");
            String first = Files.readAllLines(file, StandardCharsets.UTF_8).getFirst();
            ProcessHandle main = ProcessHandle.of(Long.parseLong(first)).orElseThrow();
            // One that has ended meanwhile needs no signal.
            String script = "kill -" + name + " \"$@\" 2>/dev/null; true";
            List<String> command = new ArrayList<>(List.of("sh", "-c", script, "kill", first));
            main.children().forEach(each -> command.add(Long.toString(each.pid())));
            run(command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void remove() {
        try {
            stop();
        } catch (IllegalStateException _) {
            // it was stopped already
        }
        run(List.of("rm", "-rf", directory.toString()));
    }

    private List<String> control(String verb, String... more) {
        List<String> command = own("pg_ctl", verb, "--pgdata=" + directory.resolve("data"));
        command.addAll(List.of(more));
        return command;
    }

    /** PostgreSQL refuses to run as root. */
    private List<String> own(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres"));
            command.add("--clear-groups");
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private void run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .directory(Path.of("/").toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(
                                    ProcessBuilder.Redirect.appendTo(
                                            directory.resolve("programs.log").toFile()))
                            .start();
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(
                        command
                                + " failed: "
                                + Files.readString(directory.resolve("programs.log")));
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(command + " failed", e);
        }
    }

    /** Makes an empty database and returns its address. */
    synchronized String database() {
        String name;
        synchronized (PostgresServer.class) {
            name = "ledger" + ++databases;
        }
        try (Connection connection = new PostgresAddress(address("postgres")).connect(10);
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return address(name);
    }

    private String address(String name) {
        return ("jdbc:postgresql://127.0.0.1:" + port + "/" + name)
                + ("?user=sluice&password=" + PASSWORD);
    }
}
