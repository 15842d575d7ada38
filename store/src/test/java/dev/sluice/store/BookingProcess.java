package dev.sluice.store;

import dev.sluice.core.meter.UsageRecord;
import dev.sluice.wire.chat.Usage;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Semaphore;
import tools.jackson.core.JsonParser;

/**
 * Books calls for as long as it lives, and writes the id of each to its output once its client
 * could be answered: when it is booked in a durable ledger, otherwise when it is handed over. Its
 * arguments: the data directory, what its ids begin with, where it books (in a file or in a
 * database), and the durability.
 */
final class BookingProcess {
    private static final int UNDER_WAY = 200;

    private BookingProcess() {}

    /** Where it books. */
    enum Into {
        FILE,
        DATABASE;

        private Books books(LedgerSettings settings) throws IOException {
            return switch (this) {
                case FILE -> new FileBooks(settings.data().resolve("books"));
                case DATABASE -> Database.open(settings, InstantSource.system()).books();
            };
        }
    }

    static LedgerSettings settings(Path data, LedgerSettings.Durability durability) {
        return new LedgerSettings(data, null, durability, Duration.ZERO);
    }

    /**
     * Runs it, and kills it when it has booked enough.
     *
     * @return the ids of what was booked
     */
    static List<String> runAndKill(LedgerSettings settings, String prefix, Into into, int enough)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                classPath(),
                                BookingProcess.class.getName(),
                                settings.data().toString(),
                                prefix,
                                into.name(),
                                settings.durability().name())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        var output = new StringBuilder();
        try (InputStream from = process.getInputStream()) {
            byte[] some = new byte[512];
            int calls = 0;
            for (int read = from.read(some); read >= 0; read = from.read(some)) {
                String text = new String(some, 0, read, StandardCharsets.US_ASCII);
                output.append(text);
                calls += (int) text.chars().filter(c -> c == '\n').count();
                if (calls >= enough) {
                    process.destroyForcibly();
                }
            }
        } catch (IOException _) {
            // the process is gone
        }
        process.waitFor();
        String text = output.toString();
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    private static String classPath() throws IOException {
        try {
            var places = new LinkedHashSet<String>();
            for (Class<?> each :
                    List.of(
                            Ledger.class,
                            BookingProcess.class,
                            UsageRecord.class,
                            Usage.class,
                            JsonParser.class,
                            Class.forName("org.sqlite.JDBC"),
                            Class.forName("org.slf4j.Logger"))) {
                URI place = each.getProtectionDomain().getCodeSource().getLocation().toURI();
                places.add(Path.of(place).toString());
            }
            return String.join(File.pathSeparator, places);
        } catch (ClassNotFoundException | URISyntaxException e) {
            throw new IOException(e);
        }
    }

    public static void main(String[] arguments) throws Exception {
        Path data = Path.of(arguments[0]);
        var durability = LedgerSettings.Durability.valueOf(arguments[3]);
        LedgerSettings settings = settings(data, durability);
        Books books = Into.valueOf(arguments[2]).books(settings);
        // The output of the process itself: what is written is in the pipe, whatever happens then.
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        Ledger ledger = Ledger.open(settings, books, _ -> {});
        var underWay = new Semaphore(UNDER_WAY);
        for (int i = 0; ; i++) {
            underWay.acquire();
            String id = arguments[1] + i;
            ledger.reserve(id, List.of(Calls.HOLD));
            switch (durability) {
                case ANSWER -> ledger.book(new Call(id, id.hashCode() % 2 == 0, out, underWay));
                case GROUP -> {
                    ledger.book(new Call(id, true, OutputStream.nullOutputStream(), underWay));
                    write(id, out);
                }
            }
        }
    }

    private static void write(String id, OutputStream out) {
        try {
            out.write((id + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Call(String id, boolean quick, OutputStream out, Semaphore underWay)
            implements Bookable {
        @Override
        public UsageRecord record() {
            return Calls.settled(id);
        }

        @Override
        public void booked(UsageRecord record) {
            write(id, out);
            underWay.release();
        }
    }
}
