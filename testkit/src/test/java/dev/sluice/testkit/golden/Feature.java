package dev.sluice.testkit.golden;

import dev.sluice.testkit.conformance.Language;
import java.util.List;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Something that a caller can ask for, and how to see what a language makes of it.
 *
 * @param call the call that asks for it
 * @param english its name
 * @param chinese its name
 * @param pointers where it is in the call (RFC 6901)
 * @param paths how a list of dropped members names it
 * @param marks texts that stand in the written call if it is carried unchanged
 * @param elsewhere whether a vendor may be told in the address and not in the body
 */
record Feature(
        String call,
        String english,
        String chinese,
        List<String> pointers,
        List<String> paths,
        List<String> marks,
        boolean elsewhere) {
    /** What becomes of it. */
    enum Fate {
        /** The vendor is told the same. */
        CARRIED,
        /** The vendor is told something close. */
        APPROXIMATED,
        /** Some of it is told, and the rest is named to the caller. */
        PARTLY,
        /** The vendor is not told, and the caller is. */
        DROPPED,
        /** The call is refused. */
        REFUSED,
        /** Neither the vendor nor the caller is told: nothing may be lost this way. */
        LOST
    }

    /** Reads all features. */
    static List<Feature> all() {
        return Calls.tree(Calls.read(Calls.FOLDER.resolve("features.json")))
                .valueStream()
                .map(Feature::of)
                .toList();
    }

    private static Feature of(JsonNode tree) {
        return new Feature(
                tree.path("call").asString(""),
                tree.path("en").asString(""),
                tree.path("zh").asString(""),
                texts(tree.path("remove")),
                texts(tree.path("paths")),
                texts(tree.path("marks")),
                tree.path("elsewhere").asBoolean(false));
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(element -> element.asString("")).toList();
    }

    /** Says what a language makes of it. */
    Fate in(Language language) {
        JsonNode asked = Calls.named(call);
        Calls.Sent with = Calls.send(asked, language);
        if (with.refusal() != null) {
            return Fate.REFUSED;
        }
        JsonNode less = asked.deepCopy();
        pointers.forEach(pointer -> remove(less, pointer));
        Calls.Sent without = Calls.send(less, language);
        String body = with.body().toString();
        boolean named = with.dropped().stream().anyMatch(this::names);
        boolean told = !with.body().equals(without.body());
        if (named) {
            return told ? Fate.PARTLY : Fate.DROPPED;
        }
        if (!told) {
            return elsewhere ? Fate.CARRIED : Fate.LOST;
        }
        return marks.stream().allMatch(body::contains) ? Fate.CARRIED : Fate.APPROXIMATED;
    }

    private boolean names(String dropped) {
        return paths.stream()
                .anyMatch(path ->
                        dropped.equals(path)
                                || dropped.startsWith(path + ".")
                                || dropped.startsWith(path + "["));
    }

    private static void remove(JsonNode tree, String pointer) {
        JsonPointer at = JsonPointer.compile(pointer);
        JsonPointer last = at.last();
        switch (tree.at(at.head())) {
            case ObjectNode object -> object.remove(last.getMatchingProperty());
            case ArrayNode array -> array.remove(last.getMatchingIndex());
            default -> throw new IllegalStateException("nothing at " + pointer);
        }
    }
}
