package dev.sluice.app.control;

import dev.sluice.app.config.Configuration;
import dev.sluice.app.config.EntryText;
import dev.sluice.app.config.FileForm;
import dev.sluice.app.config.Masks;
import dev.sluice.app.config.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A configuration in memory. A text is bad when it says so, and its etag is its length. */
final class FakeConfig implements ConfigDesk {
    static final String SECRET = "sk-secret-9876";
    private final Masks masks = new Masks(new byte[32]);
    private final List<Version> versions = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private FileForm form = FileForm.YAML;
    boolean writable = true;

    FakeConfig() {
        keep("providers: [{id: a, type: openai, api_key: " + SECRET + "}]\n", "file", "");
    }

    void becomeEntries() {
        form = FileForm.ENTRIES;
        keep("[{\"token\":\"" + SECRET + "\",\"type\":\"echo\",\"config\":{}}]", "file", "");
    }

    private Version keep(String text, String author, String note) {
        String id = "20261130T12000000" + versions.size() + "Z";
        int size = text.getBytes(StandardCharsets.UTF_8).length;
        var version = new Version(id, FakeControl.NOW, author, note, etag(text), size);
        versions.add(version);
        texts.add(text);
        return version;
    }

    private static String etag(String text) {
        return "e" + text.length();
    }

    private String text() {
        return texts.getLast();
    }

    private @Nullable String shown(String text, Showing showing) {
        return switch (showing) {
            case REVEALED -> text;
            case MASKED -> masks.masked(text, "");
        };
    }

    private static List<Problem> problems(String text) {
        return text.contains("bad") ? List.of(new Problem(2, "a.b", "found bad")) : List.of();
    }

    @Override
    public Current current(Showing showing) {
        return new Current(
                form.usualName(),
                form,
                writable,
                etag(text()),
                versions.size(),
                true,
                shown(text(), showing),
                null);
    }

    @Override
    public Checked check(String text) {
        return new Checked(problems(text), List.of(new Problem(1, "", "looks odd")));
    }

    @Override
    public Configuration candidate(String text) {
        return new Configuration.Rejected(List.of(new Problem(0, "", "only a fake")));
    }

    @Override
    public Difference diff(String text, Showing showing) {
        boolean same = text.equals(text());
        return new Difference(same ? "" : "@@ " + showing, !same, same ? 0 : 2, same ? 0 : 1);
    }

    @Override
    public Outcome put(Change change) {
        String expected = change.expected();
        if (expected != null && !expected.equals(etag(text()))) {
            return new Stale(etag(text()));
        }
        String whole = masks.restored(change.text(), text(), "").text();
        if (!problems(whole).isEmpty()) {
            return new Refused(problems(whole));
        }
        if (!writable) {
            return new Unwritable("sluice.yaml cannot be written: Read-only file system");
        }
        long before = versions.size();
        Version kept = keep(whole, change.author(), change.note());
        return new InForce(etag(whole), before, before + 1, kept.id(), List.of());
    }

    @Override
    public List<Version> history(@Nullable String before, int limit) {
        return versions.reversed().stream()
                .filter(each -> before == null || each.id().compareTo(before) < 0)
                .limit(limit)
                .toList();
    }

    @Override
    public @Nullable Former former(String id, Showing showing) {
        for (int i = 0; i < versions.size(); i++) {
            if (versions.get(i).id().equals(id)) {
                return new Former(versions.get(i), shown(texts.get(i), showing));
            }
        }
        return null;
    }

    @Override
    public Outcome rollback(String id, @Nullable String expected, String author) {
        Former former = former(id, Showing.REVEALED);
        return former == null
                ? new Missing()
                : put(new Change("" + former.text(), expected, author, "rollback to " + id));
    }

    @Override
    public Entries entries(Showing showing) {
        return new Entries(EntryText.json("" + shown(text(), showing), ""), form.usualName());
    }

    @Override
    public Outcome putEntries(String json, Mode mode, String author) {
        return form == FileForm.ENTRIES
                ? put(new Change(json, null, author, mode.toString()))
                : new OtherForm(form.usualName());
    }
}
