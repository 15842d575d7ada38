package dev.sluice.app.revision;

import dev.sluice.app.config.Configuration;
import dev.sluice.app.config.Configuration.Credentials;
import dev.sluice.app.config.Configuration.Moment;
import dev.sluice.app.config.Configuration.Source;
import dev.sluice.app.config.FileForm;
import dev.sluice.app.control.Reload;
import dev.sluice.providers.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads configurations as the gateway does, and puts none in force. */
final class FakeDoor implements Door {
    private final Path directory;
    private @Nullable Path file;
    private byte[] text;
    private long revision = 1;

    FakeDoor(Path directory, @Nullable Path file, byte[] text) {
        this.directory = directory;
        this.file = file;
        this.text = text;
    }

    @Override
    public @Nullable Path file() {
        return file;
    }

    @Override
    public Path firstFile(FileForm form) {
        return directory.resolve(form.usualName());
    }

    @Override
    public long revision() {
        return revision;
    }

    @Override
    public String etag() {
        return ConfigOffice.etag(text);
    }

    @Override
    public Configuration check(byte[] checked) {
        var source = new Source(file, Map.of(), null, null);
        var credentials = new Credentials(Secret.of("admin"), Secret.of("key"));
        return Configuration.read(checked, source, credentials, Moment.RELOAD, revision + 1);
    }

    @Override
    public synchronized <T> T alone(Supplier<T> work) {
        return work.get();
    }

    @Override
    public synchronized Reload enter(Path to, byte[] fresh, Writing writing) throws IOException {
        return switch (check(fresh)) {
            case Configuration.Loaded loaded -> {
                writing.write();
                file = to;
                text = fresh;
                yield new Reload.InForce(++revision, loaded.warnings());
            }
            case Configuration.Rejected(var problems) -> new Reload.Refused(problems);
        };
    }
}
