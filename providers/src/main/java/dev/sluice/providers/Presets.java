package dev.sluice.providers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every vendor and kind of server that is known by name. To add one that speaks OpenAI's language:
 * one object in the list of its sort, and one folder of fixtures.
 */
public final class Presets {
    private static final List<Preset> ALL = collected();
    private static final Map<String, Preset> BY_NAME = named();

    private Presets() {}

    private static List<Preset> collected() {
        List<PresetBuilder> all = new ArrayList<>(GlobalVendors.all());
        all.addAll(ChineseVendors.all());
        all.addAll(OwnLanguages.all());
        all.addAll(Relays.all());
        all.addAll(LocalServers.all());
        return all.stream().map(PresetBuilder::build).toList();
    }

    private static Map<String, Preset> named() {
        Map<String, Preset> names = new HashMap<>();
        for (Preset preset : ALL) {
            put(names, preset.id(), preset);
            preset.aliases().forEach(alias -> put(names, alias, preset));
        }
        return Map.copyOf(names);
    }

    private static void put(Map<String, Preset> names, String name, Preset preset) {
        if (names.put(name, preset) != null) {
            throw new IllegalStateException("two presets are called " + name);
        }
    }

    /** Returns every preset, vendors before local servers. */
    public static List<Preset> all() {
        return ALL;
    }

    /** Finds a preset by its word or an alias, ignoring case; null when nothing is called that. */
    public static @Nullable Preset named(String name) {
        return BY_NAME.get(name.strip().toLowerCase(Locale.ROOT));
    }

    /** Returns the preset with this word, which must be there. */
    public static Preset get(String id) {
        Preset preset = named(id);
        if (preset == null) {
            throw new IllegalArgumentException("no preset is called " + id);
        }
        return preset;
    }
}
