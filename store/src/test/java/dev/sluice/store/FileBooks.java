package dev.sluice.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Books in a file, which survive their process: a line for each transaction, with the last sequence
 * and the calls. A line without an end is a transaction that was rolled back.
 */
final class FileBooks implements ListBooks {
    private final Path file;
    private final List<String> calls = new ArrayList<>();
    private long applied;

    FileBooks(Path file) throws IOException {
        this.file = file;
        String text = Files.exists(file) ? Files.readString(file) : "";
        String whole = text.substring(0, text.lastIndexOf('\n') + 1);
        Files.writeString(file, whole);
        whole.lines().forEach(this::line);
    }

    private void line(String line) {
        List<String> words = List.of(line.split(" ", -1));
        applied = Long.parseLong(words.getFirst());
        calls.addAll(words.subList(1, words.size()));
    }

    @Override
    public long applied(String node) {
        return applied;
    }

    @Override
    public boolean apply(String node, List<Numbered> entries) {
        if (applied >= entries.getFirst().sequence()) {
            return applied >= entries.getLast().sequence();
        }
        var line = new StringBuilder();
        for (Numbered each : entries) {
            if (each instanceof Numbered.Finished(_, var record, _)) {
                line.append(' ').append(record.requestId());
            }
        }
        String text = entries.getLast().sequence() + line.toString();
        try {
            Files.writeString(
                    file, text + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        line(text);
        return true;
    }

    List<String> calls() {
        return calls;
    }
}
