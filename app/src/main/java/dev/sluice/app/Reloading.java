package dev.sluice.app;

import dev.sluice.app.config.Configuration;
import dev.sluice.app.config.Configuration.Moment;
import dev.sluice.app.config.FileForm;
import dev.sluice.app.config.FileWatch;
import dev.sluice.app.config.Problem;
import dev.sluice.app.control.Reload;
import dev.sluice.app.revision.ConfigOffice;
import dev.sluice.app.revision.Door;
import dev.sluice.app.revision.History;
import dev.sluice.providers.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts configurations in force, one after the other, whether the file was changed or somebody asks.
 * Whoever changes the file here has the watch begin anew behind the change, so nothing is taken
 * over twice.
 */
final class Reloading implements Door, AutoCloseable {
    /** Between two looks at the file; a change is in force after two or three. */
    static final Duration WATCH_PAUSE = Duration.ofMillis(400);

    private final Log log;
    private final History history;
    private final Consumer<Configuration.Loaded> swap;
    private final Object turns = new Object();
    private volatile Start start;
    private volatile Configuration.Loaded inForce;
    private volatile String etag;
    private @Nullable FileWatch watch;
    private @Nullable Object watching;
    private boolean closed;

    /**
     * Begins with what is in force already.
     *
     * @param swap puts a configuration in force
     */
    Reloading(
            Start start,
            Configuration.Loaded loaded,
            History history,
            Consumer<Configuration.Loaded> swap) {
        this.start = start;
        this.log = start.log();
        this.history = history;
        this.swap = swap;
        inForce = loaded;
        etag = ConfigOffice.etag(start.seen());
    }

    /** Returns the configuration in force. */
    Configuration.Loaded inForce() {
        return inForce;
    }

    /** Watches from here on, unless somebody has asked for a reload already. */
    void beginToWatch() {
        synchronized (turns) {
            if (start.file() != null) {
                history.keep(start.seen(), "file", "");
            }
            if (watch == null) {
                watch(start.seen());
            }
        }
    }

    /** Watches from here on what differs from these bytes. */
    private void watch(byte[] seen) {
        if (watch != null) {
            watch.close();
        }
        @Nullable Path file = start.file();
        if (file != null && !closed) {
            var turn = new Object();
            watching = turn;
            watch = new FileWatch(file, seen, WATCH_PAUSE, bytes -> changed(bytes, turn));
        }
    }

    @SuppressWarnings("ReferenceEquality") // is it still this very watch?
    private void changed(byte[] bytes, Object turn) {
        synchronized (turns) {
            // What a watch saw before it was replaced is older than what is in force.
            if (watching == turn) {
                taken(bytes);
            }
        }
    }

    /**
     * Reads the configuration now, whether it has changed or not; for several threads.
     *
     * @return what became of it, when it is in force or refused
     */
    Reload reload() {
        synchronized (turns) {
            byte[] bytes;
            try {
                bytes = SluiceServer.bytes(start.file());
            } catch (Failure e) {
                return kept(List.of(new Problem(0, "", String.valueOf(e.getMessage()))));
            }
            watch(bytes);
            return taken(bytes);
        }
    }

    /** Takes over what was found in the file. */
    private Reload taken(byte[] bytes) {
        try {
            return switch (start.read(bytes, admin(), Moment.RELOAD, revision() + 1)) {
                case Configuration.Loaded loaded -> {
                    Reload swapped = swap(loaded, bytes);
                    if (start.file() != null) {
                        history.keep(bytes, "file", "");
                    }
                    yield swapped;
                }
                case Configuration.Rejected rejected -> kept(rejected.problems());
            };
        } catch (RuntimeException e) {
            log.error("configuration not reloaded, the old one stays: " + e.getMessage());
            return new Reload.Refused(List.of(new Problem(0, "", String.valueOf(e.getMessage()))));
        }
    }

    private Secret admin() {
        return inForce.snapshot().adminToken();
    }

    private Reload swap(Configuration.Loaded loaded, byte[] bytes) {
        List<Problem> warnings = new ArrayList<>(loaded.warnings());
        warnings.addAll(loaded.waitsForRestart(inForce));
        inForce = loaded;
        etag = ConfigOffice.etag(bytes);
        swap.accept(loaded);
        log.info(
                "configuration reloaded: revision "
                        + loaded.snapshot().revision()
                        + ", "
                        + loaded.around().keys()
                        + " keys, "
                        + loaded.snapshot().deployments().size()
                        + " deployments");
        warnings.forEach(each -> log.warn(each.sentence()));
        return new Reload.InForce(loaded.snapshot().revision(), warnings);
    }

    private Reload kept(List<Problem> problems) {
        log.error(start.file() + " not reloaded, the old configuration stays in force");
        problems.forEach(each -> log.error(start.file() + ": " + each.sentence()));
        return new Reload.Refused(problems);
    }

    @Override
    public @Nullable Path file() {
        return start.file();
    }

    @Override
    public Path firstFile(FileForm form) {
        return start.premises().firstFile(form.usualName());
    }

    @Override
    public long revision() {
        return inForce.snapshot().revision();
    }

    @Override
    public String etag() {
        return etag;
    }

    @Override
    public Configuration check(byte[] text) {
        return start.tried(text, admin(), Moment.RELOAD, revision() + 1);
    }

    @Override
    public <T> T alone(Supplier<T> work) {
        synchronized (turns) {
            return work.get();
        }
    }

    @Override
    public Reload enter(Path file, byte[] text, Writing writing) throws IOException {
        synchronized (turns) {
            Start next = file.equals(start.file()) ? start : start.with(file);
            return switch (next.read(text, admin(), Moment.RELOAD, revision() + 1)) {
                case Configuration.Loaded loaded -> {
                    writing.write();
                    start = next;
                    watch(text);
                    yield swap(loaded, text);
                }
                case Configuration.Rejected(var problems) -> new Reload.Refused(problems);
            };
        }
    }

    @Override
    public void close() {
        synchronized (turns) {
            closed = true;
            watching = null;
            if (watch != null) {
                watch.close();
            }
        }
    }
}
