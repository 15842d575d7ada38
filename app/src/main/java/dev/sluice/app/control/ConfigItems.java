package dev.sluice.app.control;

import dev.sluice.app.config.ConfigText;
import dev.sluice.app.config.FileForm;
import dev.sluice.app.config.Node;
import dev.sluice.app.config.Unreadable;
import dev.sluice.app.control.ConfigDesk.Change;
import dev.sluice.app.control.ConfigDesk.Current;
import dev.sluice.app.control.ConfigDesk.Showing;
import dev.sluice.app.edit.ListEdit;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The items of one list of the configuration, each read and changed by itself. Changes are made to
 * the masked text and go through the same door as a whole text.
 *
 * @param noun what an item is, for messages
 */
record ConfigItems(ConfigDesk desk, ListEdit list, String noun) {
    private static final String NOTE = "_note";

    /** The configuration as it is shown. */
    record Shown(Current current, Node root) {
        String form() {
            return current.file() == null
                    ? "none"
                    : switch (current.form()) {
                        case YAML -> FileForm.YAML.usualName();
                        case ENTRIES -> "entries";
                    };
        }
    }

    /** Reads the configuration, secrets masked. */
    static Shown shown(ConfigDesk desk) {
        Current now = desk.current(Showing.MASKED);
        @Nullable String text = now.text();
        if (text == null) {
            throw broken(String.valueOf(now.trouble()));
        }
        try {
            return new Shown(now, tree(text.getBytes(StandardCharsets.UTF_8), name(now)));
        } catch (Unreadable e) {
            throw broken(e.problem().sentence());
        }
    }

    private static String name(Current now) {
        return now.file() == null ? "" : now.file();
    }

    private static Node tree(byte[] text, String name) throws Unreadable {
        return ConfigText.read(text, name);
    }

    private static ApiException broken(String why) {
        return conflict(
                "The configuration on disk cannot be read: "
                        + why
                        + " Mend it with PUT /admin/api/config.",
                "configuration_broken");
    }

    private static ApiException conflict(String message, String code) {
        return new ApiException(new ApiError(409, "invalid_request_error", message, null, code));
    }

    /** Returns the items, in the order of the file. */
    List<Node.Members> items(Shown shown) {
        List<Node.Members> items = new ArrayList<>();
        if (shown.root() instanceof Node.Members file
                && file.get(list.section()) instanceof Node.Items all) {
            for (Node each : all.items()) {
                if (each instanceof Node.Members members) {
                    items.add(members);
                }
            }
        }
        return items;
    }

    /** Returns the name of an item, "" when it has none. */
    String id(Node.Members item) {
        return word(item, list.idName());
    }

    /** Returns a member's text, "" when it is absent. */
    static String word(Node.Members item, String name) {
        return item.get(name) instanceof Node.Scalar scalar ? scalar.text() : "";
    }

    /** Finds an item by its name. */
    Node.Members find(Shown shown, String id) {
        List<Node.Members> items = items(shown);
        for (Node.Members each : items) {
            if (id(each).equals(id)) {
                return each;
            }
        }
        throw unknown(id, items.stream().map(this::id).toList());
    }

    private ApiException unknown(String id, List<String> names) {
        return Asked.unknown(
                "No " + noun + " has this name." + NearNames.hint(id, names), noun + "_not_found");
    }

    /** Makes or replaces an item. */
    Row.Changed put(Asked asked) {
        @Nullable String expected = ConfigApi.precondition(asked);
        Map<String, Node> members = new LinkedHashMap<>();
        Node.Members body = members(asked.object("the members of a " + noun));
        Node.Scalar named = text(asked.id());
        if (body.get(list.idName()) == null) {
            members.put(list.idName(), named);
        }
        body.members()
                .forEach((name, value) -> {
                    if (!name.equals(NOTE) && body.get(name) != null) {
                        members.put(name, value);
                    }
                });
        String note = ConfigBody.note(word(body, NOTE));
        var item = new Node.Members(0, members);
        var what =
                new What(
                        asked.id(),
                        asked.person().name(),
                        "put the " + noun + " " + asked.id(),
                        note);
        return changed(expected, what, now -> list.put(text(now), name(now), asked.id(), item));
    }

    private static Node.Members members(byte[] json) {
        try {
            if (ConfigText.read(json, "body.json") instanceof Node.Members members) {
                return members;
            }
        } catch (Unreadable e) {
            throw new ApiException(
                    ApiError.badRequest(e.problem().sentence(), null, "invalid_json"));
        }
        throw new ApiException(ApiError.badRequest("expected a JSON object", null, "invalid_json"));
    }

    private static Node.Scalar text(String word) {
        return new Node.Scalar(0, Node.Kind.TEXT, word, word);
    }

    /** Removes an item. */
    Row.Changed remove(Asked asked) {
        @Nullable String expected = ConfigApi.precondition(asked);
        @Nullable String said = asked.text("note");
        var what =
                new What(
                        asked.id(),
                        asked.person().name(),
                        "removed the " + noun + " " + asked.id(),
                        ConfigBody.note(said == null ? "" : said));
        return changed(expected, what, now -> list.remove(text(now), name(now), asked.id()));
    }

    /** Who does what, for the log, and why, for the history. */
    private record What(String id, String who, String done, String note) {}

    /** Changes the text. */
    @FunctionalInterface
    private interface Edit {
        ListEdit.Edited of(Current now);
    }

    /**
     * Without models every name goes to the only provider. When a second one comes beside it, that
     * is written down, so that calls go on as before.
     */
    private String routed(String text, String name) {
        var models = new ListEdit("models", "name");
        try {
            if (list.section().equals("providers")
                    && tree(text.getBytes(StandardCharsets.UTF_8), name)
                            instanceof Node.Members file
                    && file.get(models.section()) == null
                    && file.get(list.section()) instanceof Node.Items all
                    && all.items().size() == 2
                    && all.items().getFirst() instanceof Node.Members first) {
                Map<String, Node> every = new LinkedHashMap<>();
                every.put("name", text("*"));
                every.put("provider", text(id(first)));
                return models.put(text, name, "*", new Node.Members(0, every))
                                instanceof ListEdit.Done(var more)
                        ? more
                        : text;
            }
        } catch (Unreadable _) {
            // whoever puts it says what is wrong
        }
        return text;
    }

    private static String text(Current now) {
        return now.text() == null ? "" : now.text();
    }

    private Row.Changed changed(@Nullable String expected, What what, Edit edit) {
        Shown shown = shown(desk);
        Current now = shown.current();
        if (shown.form().equals("entries")) {
            throw conflict(
                    "This gateway is configured by a list of entries, "
                            + name(now)
                            + ". Have it rewritten as a sluice.yaml: POST"
                            + " /admin/api/import/preview makes one to be put with PUT"
                            + " /admin/api/config; or change its entries with PUT"
                            + " /admin/api/config.",
                    "configuration_is_entries");
        }
        if (expected != null && !expected.equals(now.etag())) {
            return ConfigApi.changed(new ConfigDesk.Stale(now.etag()), what.done(), "");
        }
        return switch (edit.of(now)) {
            case ListEdit.Done(var text) -> {
                String note = what.note().isEmpty() ? what.done() : what.note();
                var change = new Change(routed(text, name(now)), now.etag(), what.who(), note);
                yield ConfigApi.changed(desk.put(change), what.done(), what.note());
            }
            case ListEdit.Absent(var names) -> throw unknown(what.id(), names);
            case ListEdit.Refused(var why) ->
                    throw conflict(
                            "Nothing was changed: "
                                    + why
                                    + ". Change the text as a whole with PUT /admin/api/config.",
                            "configuration_not_editable");
        };
    }
}
