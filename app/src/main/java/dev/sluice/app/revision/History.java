package dev.sluice.app.revision;

import dev.sluice.app.control.ConfigDesk.Version;
import dev.sluice.app.control.Json;
import dev.sluice.app.control.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The configurations that were there: a file for each, as it was written, secrets included, and a
 * file of lines that says what they are. All of it is readable by the owner only. What cannot be
 * kept is said to the log and stops nothing. Safe for several threads.
 */
public final class History {
    private static final int MOST = 200;
    private static final String INDEX = "index.jsonl";

    /** Sorts as time does. */
    private static final DateTimeFormatter ID =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final int most;
    private final Path directory;
    private final Cover cover;
    private final InstantSource clock;
    private final Consumer<String> warn;
    private final SafeFile files;
    private final List<Version> versions = new ArrayList<>(); // the oldest first

    /**
     * Opens a history, which need not be there.
     *
     * @param cover what the texts are kept under
     * @param warn takes a sentence when something cannot be kept or read
     */
    public History(Path directory, Cover cover, InstantSource clock, Consumer<String> warn) {
        this(directory, cover, clock, warn, MOST);
    }

    /** Keeps so many versions. */
    History(Path directory, Cover cover, InstantSource clock, Consumer<String> warn, int most) {
        this.most = most;
        this.cover = cover;
        this.directory = directory;
        this.clock = clock;
        this.warn = warn;
        files = SafeFile.onDisk(directory);
        read();
    }

    private void read() {
        Path index = directory.resolve(INDEX);
        if (!Files.exists(index)) {
            return;
        }
        try {
            for (String line : Files.readAllLines(index)) {
                @Nullable Version version = version(line);
                if (version != null && Files.exists(directory.resolve(version.id()))) {
                    versions.add(version);
                }
            }
        } catch (IOException e) {
            warn.accept("the history of the configuration cannot be read: " + e);
        }
    }

    /** Reads a line; one that a crash has cut short is none. */
    private static @Nullable Version version(String line) {
        try {
            JsonValue value = JsonValue.read(line.getBytes(StandardCharsets.UTF_8));
            String id = value.words("id");
            ID.parse(id); // it becomes the name of a file
            return new Version(
                    id,
                    Instant.parse(value.words("time")),
                    value.words("author"),
                    value.words("note"),
                    value.words("etag"),
                    value.count("size"));
        } catch (IllegalArgumentException | DateTimeException _) {
            return null;
        }
    }

    private static byte[] line(Version version) {
        byte[] json =
                Json.object(out -> {
                    out.writeStringProperty("id", version.id());
                    out.writeStringProperty("time", version.time().toString());
                    out.writeStringProperty("author", version.author());
                    out.writeStringProperty("note", version.note());
                    out.writeStringProperty("etag", version.etag());
                    out.writeNumberProperty("size", version.size());
                });
        return (new String(json, StandardCharsets.UTF_8) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Keeps a configuration, unless it is the newest already.
     *
     * @return the newest version, or null when it could not be kept
     */
    public synchronized @Nullable Version keep(byte[] text, String author, String note) {
        String etag = ConfigOffice.etag(text);
        if (!versions.isEmpty() && versions.getLast().etag().equals(etag)) {
            return versions.getLast();
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var version = new Version(id(now), now, author, note, etag, text.length);
        List<Version> kept = new ArrayList<>(versions);
        kept.add(version);
        List<Version> old = kept.subList(0, Math.max(0, kept.size() - most));
        List<Version> left = List.copyOf(kept.subList(old.size(), kept.size()));
        try {
            Files.createDirectories(directory);
            files.replace(directory.resolve(version.id()), cover.over(text), SafeFile.Backup.NONE);
            files.replace(directory.resolve(INDEX), index(left), SafeFile.Backup.NONE);
            for (Version each : old) {
                Files.deleteIfExists(directory.resolve(each.id()));
            }
        } catch (IOException e) {
            warn.accept("this version of the configuration cannot be kept: " + e);
            return null;
        }
        versions.clear();
        versions.addAll(left);
        return version;
    }

    private static byte[] index(List<Version> versions) {
        var lines = new ByteArrayOutputStream();
        versions.forEach(each -> lines.writeBytes(line(each)));
        return lines.toByteArray();
    }

    /** Two within a millisecond, or under a clock that was set back, still follow each other. */
    private String id(Instant now) {
        Instant at = now;
        if (!versions.isEmpty()) {
            Instant last = Instant.from(ID.parse(versions.getLast().id()));
            at = now.isAfter(last) ? now : last.plusMillis(1);
        }
        return ID.format(at);
    }

    /**
     * Lists versions, the newest first.
     *
     * @param before id of one: only older ones; or null for all
     */
    public synchronized List<Version> page(@Nullable String before, int limit) {
        return versions.reversed().stream()
                .filter(each -> before == null || each.id().compareTo(before) < 0)
                .limit(limit)
                .toList();
    }

    /** Returns what is known of a version, or null when there is none of this id. */
    public synchronized @Nullable Version find(String id) {
        return versions.stream().filter(each -> each.id().equals(id)).findFirst().orElse(null);
    }

    /** Returns the text of a version, or null when there is none of this id. */
    public synchronized byte @Nullable [] text(String id) {
        @Nullable Version version = find(id);
        if (version == null) {
            return null;
        }
        try {
            return cover.off(Files.readAllBytes(directory.resolve(version.id())));
        } catch (IOException e) {
            warn.accept("a former configuration cannot be read: " + e);
            return null;
        }
    }
}
