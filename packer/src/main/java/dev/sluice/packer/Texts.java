package dev.sluice.packer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What the pages say, one file for each language instead of one for each page and language. */
final class Texts {
    /** The first is the one that the others are compared with. */
    static final List<String> LANGUAGES = List.of("en", "zh");

    private Texts() {}

    /** Whether a file is of texts, and so is not sent as it is. */
    static boolean isOne(String name) {
        return LANGUAGES.stream().anyMatch(each -> name.endsWith(ending(each)));
    }

    /** Returns all texts of each language: an object of pages, each of them an object of texts. */
    static Map<String, String> packed(Sources site) {
        Map<String, Map<String, String>> all = new LinkedHashMap<>();
        for (String first : site.ending(ending(LANGUAGES.getFirst()))) {
            String stem =
                    first.substring(0, first.length() - ending(LANGUAGES.getFirst()).length());
            Set<String> keys = Json.members(first, site.text(first)).keySet();
            for (String language : LANGUAGES) {
                String name = stem + ending(language);
                Map<String, String> texts = Json.members(name, site.text(name));
                mustHave(name, texts.keySet(), first, keys);
                mustHave(first, keys, name, texts.keySet());
                String page = stem.substring(stem.lastIndexOf('/') + 1);
                if (all.computeIfAbsent(language, _ -> new LinkedHashMap<>())
                                .put(page, object(texts))
                        != null) {
                    throw new Refused(name + ": another file has the texts of " + page);
                }
            }
        }
        Map<String, String> packed = new LinkedHashMap<>();
        all.forEach((language, pages) -> packed.put(language, object(pages)));
        return packed;
    }

    private static void mustHave(String name, Set<String> keys, String other, Set<String> wanted) {
        for (String key : new TreeSet<>(wanted)) {
            if (!keys.contains(key)) {
                throw new Refused(name + " has no \"" + key + "\", which is in " + other);
            }
        }
    }

    private static String object(Map<String, String> members) {
        var out = new StringBuilder("{");
        members.forEach((key, value) ->
                out.append(out.length() == 1 ? "" : ",")
                        .append('"')
                        .append(key)
                        .append("\":")
                        .append(value));
        return out.append('}').toString();
    }

    private static String ending(String language) {
        return "." + language + ".json";
    }
}
