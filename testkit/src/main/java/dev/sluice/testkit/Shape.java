package dev.sluice.testkit;

import java.util.List;
import java.util.Map.Entry;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Rules that a fake vendor's request must keep; what breaks one is refused with 400. */
final class Shape {
    private Shape() {}

    /** Refuses members that are not in the list, names apart by blanks. */
    static void known(JsonNode object, String where, String names) {
        Set<String> all = Set.copyOf(List.of(names.split(" ", -1)));
        if (!object.isObject()) {
            throw refused(where + " is no object");
        }
        for (Entry<String, JsonNode> member : object.properties()) {
            if (!all.contains(member.getKey())) {
                throw refused("unknown member " + where + "." + member.getKey());
            }
            if (member.getValue().isNull()) {
                throw refused(where + "." + member.getKey() + " is null");
            }
        }
    }

    /** Refuses numbers outside, both ends included; absent ones pass. */
    static void range(JsonNode object, String name, double low, double high) {
        JsonNode value = object.path(name);
        if (value.isMissingNode()) {
            return;
        }
        double number = value.asDouble(Double.NaN);
        if (!value.isNumber() || !(number >= low && number <= high)) {
            throw refused(name + " is " + value + ", expected " + low + " to " + high);
        }
    }

    /** Refuses what is no text; absent members too. */
    static String text(JsonNode object, String name) {
        JsonNode value = object.path(name);
        if (!value.isString()) {
            throw refused("'" + name + "' is " + value + ", expected a text");
        }
        return value.asString();
    }

    /** Refuses an array without elements. */
    static JsonNode list(JsonNode object, String name) {
        JsonNode value = object.path(name);
        if (!value.isArray() || value.isEmpty()) {
            throw refused("'" + name + "' is " + value + ", expected a list");
        }
        return value;
    }

    /** Refuses the request unless that holds. */
    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw refused(otherwise);
        }
    }

    private static VendorError refused(String message) {
        return VendorError.badRequest(message, null, "invalid");
    }
}
