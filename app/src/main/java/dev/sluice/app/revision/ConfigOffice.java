package dev.sluice.app.revision;

import dev.sluice.app.config.Configuration;
import dev.sluice.app.config.EntryText;
import dev.sluice.app.config.FileForm;
import dev.sluice.app.config.Masks;
import dev.sluice.app.config.Problem;
import dev.sluice.app.control.ConfigDesk;
import dev.sluice.app.control.Reload;
import dev.sluice.core.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The configuration of a running gateway, its file and its history. */
public final class ConfigOffice implements ConfigDesk {
    private final Door door;
    private final SafeFile files;
    private final History history;
    private final Masks masks;

    /**
     * Opens for business.
     *
     * @param files writes the configuration
     */
    public ConfigOffice(Door door, SafeFile files, History history, Masks masks) {
        this.door = door;
        this.files = files;
        this.history = history;
        this.masks = masks;
    }

    /** Returns what tells one text from another: its SHA-256 in hex. */
    public static String etag(byte[] text) {
        return new Digest(Digest.sha256().digest(text)).hex();
    }

    /**
     * What is on disk.
     *
     * @param text null when it is no text
     * @param trouble why it cannot be read, or null
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record OnDisk(
            @Nullable Path file, byte[] bytes, @Nullable String text, @Nullable String trouble) {
        String name() {
            @Nullable Path name = file == null ? null : file.getFileName();
            return name == null ? "" : name.toString();
        }

        String etag() {
            return ConfigOffice.etag(bytes);
        }

        String words() {
            return text == null ? "" : text;
        }
    }

    private OnDisk onDisk() {
        @Nullable Path file = door.file();
        if (file == null) {
            return new OnDisk(null, new byte[0], "", null);
        }
        try {
            byte[] bytes = Files.readAllBytes(file);
            @Nullable String text = text(bytes);
            return new OnDisk(file, bytes, text, text == null ? "It is not UTF-8 text." : null);
        } catch (IOException _) {
            String why = Files.exists(file) ? "It cannot be read." : "It does not exist any more.";
            return new OnDisk(file, new byte[0], null, why);
        }
    }

    private static @Nullable String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException _) {
            return null;
        }
    }

    @Override
    public Current current(Showing showing) {
        OnDisk now = onDisk();
        @Nullable String text = now.text();
        @Nullable String trouble = now.trouble();
        if (text != null) {
            text = shown(text, now.name(), showing);
            if (text == null) {
                trouble = "It is broken so that its secrets cannot be told from the rest.";
            }
        }
        @Nullable FileForm form = FileForm.of(now.words(), now.name());
        String etag = now.etag();
        return new Current(
                now.file() == null ? null : now.name(),
                form == null ? FileForm.YAML : form,
                isWritable(now.file()),
                etag,
                door.revision(),
                etag.equals(door.etag()),
                text,
                trouble);
    }

    private boolean isWritable(@Nullable Path file) {
        if (file != null) {
            return Files.isWritable(file);
        }
        @Nullable Path directory = door.firstFile(FileForm.YAML).toAbsolutePath().getParent();
        return directory != null && Files.isWritable(directory);
    }

    private @Nullable String shown(String text, String name, Showing showing) {
        return switch (showing) {
            case REVEALED -> text;
            case MASKED -> masks.masked(text, name);
        };
    }

    @Override
    public Checked check(String text) {
        return switch (candidate(text)) {
            case Configuration.Loaded loaded -> new Checked(List.of(), loaded.warnings());
            case Configuration.Rejected(var problems) -> new Checked(problems, List.of());
        };
    }

    @Override
    public Configuration candidate(String text) {
        OnDisk now = onDisk();
        Masks.Restored restored = masks.restored(text, now.words(), now.name());
        return restored.problems().isEmpty()
                ? door.check(restored.text().getBytes(StandardCharsets.UTF_8))
                : new Configuration.Rejected(restored.problems());
    }

    @Override
    public Difference diff(String text, Showing showing) {
        OnDisk now = onDisk();
        String whole = masks.restored(text, now.words(), now.name()).text();
        @Nullable String before = shown(now.words(), now.name(), showing);
        @Nullable String after = shown(whole, now.name(), showing);
        LineDiff.Difference difference =
                LineDiff.between(
                        before == null ? "" : before,
                        after == null ? text : after, // what is no configuration is the asker's own
                        now.file() == null ? "/dev/null" : "a/" + now.name(),
                        "b/" + name(now, whole));
        return new Difference(
                difference.text(),
                !whole.equals(now.text()),
                difference.added(),
                difference.removed());
    }

    private static String name(OnDisk now, String text) {
        return now.file() == null ? form(text).usualName() : now.name();
    }

    private static FileForm form(String text) {
        @Nullable FileForm form = FileForm.of(text, "");
        return form == null ? FileForm.YAML : form;
    }

    @Override
    public Outcome put(Change change) {
        return door.alone(() -> {
            OnDisk now = onDisk();
            @Nullable String expected = change.expected();
            if (expected != null && !expected.equals(now.etag())) {
                return new Stale(now.etag());
            }
            Masks.Restored restored = masks.restored(change.text(), now.words(), now.name());
            return restored.problems().isEmpty()
                    ? enter(
                            now,
                            restored.text().getBytes(StandardCharsets.UTF_8),
                            new Manner(change.author(), change.note(), SafeFile.Backup.NONE))
                    : new Refused(restored.problems());
        });
    }

    /** How a change is made. */
    private record Manner(String author, String note, SafeFile.Backup backup) {}

    private Outcome enter(OnDisk now, byte[] text, Manner manner) {
        @Nullable Path known = now.file();
        Path file =
                known == null
                        ? door.firstFile(form(new String(text, StandardCharsets.UTF_8)))
                        : known;
        if (known == null && Files.exists(file)) {
            return new Unwritable(
                    file.getFileName() + " lies there already, and was not read; start again");
        }
        long before = door.revision();
        try {
            Reload reload =
                    door.enter(
                            file,
                            text,
                            () -> {
                                if (now.text() != null && known != null) {
                                    history.keep(now.bytes(), "file", "");
                                }
                                files.replace(file, text, manner.backup());
                            });
            return switch (reload) {
                case Reload.InForce(var revision, var warnings) -> {
                    @Nullable Version kept = history.keep(text, manner.author(), manner.note());
                    @Nullable String id = kept == null ? null : kept.id();
                    yield new InForce(etag(text), before, revision, id, warnings);
                }
                case Reload.Refused(var problems) -> new Refused(problems);
            };
        } catch (IOException e) {
            return new Unwritable(file.getFileName() + " cannot be written: " + reason(e));
        }
    }

    /** What the system says, without the path that stands before it. */
    private static String reason(IOException e) {
        return e instanceof FileSystemException at && at.getReason() != null
                ? at.getReason()
                : e.getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", " ");
    }

    @Override
    public List<Version> history(@Nullable String before, int limit) {
        return history.page(before, limit);
    }

    @Override
    public @Nullable Former former(String id, Showing showing) {
        @Nullable Version version = history.find(id);
        byte @Nullable [] bytes = history.text(id);
        if (version == null || bytes == null) {
            return null;
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        return new Former(version, shown(text, onDisk().name(), showing));
    }

    @Override
    public Outcome rollback(String id, @Nullable String expected, String author) {
        return door.alone(() -> {
            byte @Nullable [] text = history.text(id);
            if (text == null) {
                return new Missing();
            }
            OnDisk now = onDisk();
            if (expected != null && !expected.equals(now.etag())) {
                return new Stale(now.etag());
            }
            var manner = new Manner(author, "rollback to " + id, SafeFile.Backup.NONE);
            return enter(now, text, manner);
        });
    }

    @Override
    public Entries entries(Showing showing) {
        OnDisk now = onDisk();
        if (now.file() == null) {
            return new Entries("[]", null);
        }
        @Nullable String text = shown(now.words(), now.name(), showing);
        return new Entries(text == null ? null : EntryText.json(text, now.name()), now.name());
    }

    @Override
    public Outcome putEntries(String json, Mode mode, String author) {
        return door.alone(() -> {
            OnDisk now = onDisk();
            String before = now.file() == null ? "[]" : now.words();
            if (EntryText.json(before, now.name()) == null) {
                return new OtherForm(now.name());
            }
            Masks.Restored restored = masks.restored(json, before, now.name());
            if (!restored.problems().isEmpty()) {
                return new Refused(restored.problems());
            }
            @Nullable String text =
                    switch (mode) {
                        case REPLACE -> EntryText.json(restored.text(), now.name());
                        case MERGE -> EntryText.merged(before, now.name(), restored.text());
                    };
            if (text == null) {
                return new Refused(List.of(new Problem(0, "", "expected a JSON array of entries")));
            }
            var manner = new Manner(author, "openai-style-api's page", SafeFile.Backup.KEPT);
            return enter(now, text.getBytes(StandardCharsets.UTF_8), manner);
        });
    }
}
