package dev.sluice.packer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A site as a browser is sent it.
 *
 * <p>Its sources hold {@code index.html}, which asks for {@code console.js} and {@code
 * console.css}; {@code main.js}, which leads to all other modules; {@code imports.json}, an import
 * map for names that are no paths; style sheets and texts. Whatever else is there is sent under its
 * own name, if somebody asks for it.
 */
final class Site {
    private static final String ENTRY = "main.js";
    private static final String IMPORTS = "imports.json";
    private static final String INDEX = "index.html";
    private static final String ROOT = "/console/";

    private final Sources sources;
    private final Scripts scripts;
    private final SortedMap<String, byte[]> out = new TreeMap<>();

    private Site(Sources sources, boolean pretty) {
        this.sources = sources;
        this.scripts = new Scripts(pretty);
    }

    /**
     * Packs a site.
     *
     * @param pretty leaves the scripts as they are written, but for being one
     * @throws Refused when something is missing in it, or nobody asks for it
     */
    static SortedMap<String, byte[]> packed(Sources sources, boolean pretty) {
        return new Site(sources, pretty).packed();
    }

    private SortedMap<String, byte[]> packed() {
        Scripts.Bundle bundle = scripts.bundle(sources, ENTRY, imports());
        put("console.js", bundle.text());
        put("console.css", Styles.packed(sources));
        Texts.packed(sources).forEach((language, texts) -> put(language + ".json", texts));
        String asking = sources.text(INDEX) + bundle.text();
        for (String name : sources.files().keySet()) {
            boolean isIn =
                    bundle.modules().contains(name) || name.endsWith(".css") || Texts.isOne(name);
            if (!isIn && !name.equals(IMPORTS)) {
                other(name, asking);
            }
        }
        return out;
    }

    private Map<String, String> imports() {
        String imports = Json.members(IMPORTS, sources.text(IMPORTS)).getOrDefault("imports", "{}");
        Map<String, String> names = Json.members(IMPORTS, imports);
        names.replaceAll((_, path) -> path.substring(1, path.length() - 1));
        return names;
    }

    private void other(String name, String asking) {
        boolean paper = name.endsWith(".md") || name.endsWith(".txt") || name.equals(INDEX);
        if (!paper && !asking.contains(ROOT + name)) {
            throw new Refused(name + ": nothing leads to it from " + ENTRY + " or " + INDEX);
        }
        if (name.endsWith(".json")) {
            put(name, Json.packed(name, sources.text(name)));
        } else if (name.endsWith(".js") && !name.startsWith("vendor/")) {
            put(name, scripts.classic(name, sources.text(name)));
        } else {
            out.put(name, sources.bytes(name));
        }
    }

    private void put(String name, String text) {
        out.put(name, text.getBytes(UTF_8));
    }
}
