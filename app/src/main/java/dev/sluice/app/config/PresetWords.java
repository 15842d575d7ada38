package dev.sluice.app.config;

import dev.sluice.providers.BaseUrl;
import dev.sluice.providers.Language;
import dev.sluice.providers.Languages;
import dev.sluice.providers.Preset;
import dev.sluice.providers.VendorFactory;
import dev.sluice.providers.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a form has to ask for, for each kind of provider. Which words there are and which must be
 * there is found out from those who read them: a factory is asked until nothing is missing.
 */
public final class PresetWords {
    private static final String API_KEY = "api_key";
    private static final String API_BASE = "api_base";
    private static final int MOST_QUESTIONS = 20;

    /** What a complaint says would be good. */
    private static final Pattern EXAMPLE =
            Pattern.compile("(?:one of|one like|such as) ([^\\s,;]+)");

    /** Read by everybody's own rules, or never wanted by those who fill in a form. */
    private static final Set<String> LEFT_OUT =
            Set.of("model", "oauth_url", "hub_base", "patch_id");

    private PresetWords() {}

    /** Where a word stands in a provider. */
    public enum Home {
        MEMBER,
        OPTIONS
    }

    /**
     * A word.
     *
     * @param secret whether it is masked where it is shown
     */
    public record Word(
            String name, boolean required, boolean secret, Home home, PresetHints.Hint hint) {}

    /** Returns the words of a preset, those that must be there first. */
    public static List<Word> of(Preset preset) {
        List<Word> words = new ArrayList<>();
        @Nullable VendorFactory factory = Languages.factory(preset.language());
        if (factory == null) {
            plain(preset, words);
        } else {
            own(preset, factory, words);
        }
        return List.copyOf(words);
    }

    private static void plain(Preset preset, List<Word> words) {
        boolean azure = preset.language() == Language.AZURE;
        boolean chat = preset.language() == Language.OPENAI || azure;
        if (!chat) {
            return;
        }
        switch (preset.key()) {
            case BEARER, API_KEY -> add(words, API_KEY, true);
            case OPTIONAL -> add(words, API_KEY, false);
            case OWN, NONE -> {}
        }
        if (azure) {
            add(words, API_BASE, true);
            add(words, "deployment_id", true);
            add(words, "api_version", true);
            return;
        }
        region(preset, words);
    }

    private static void region(Preset preset, List<Word> words) {
        @Nullable String base = preset.base();
        boolean inRegion = base != null && base.contains("{region}");
        boolean known = base != null && !base.replace("{region}", "").contains("{");
        add(words, API_BASE, !known);
        if (inRegion) {
            add(words, "region", true);
        } else if (preset.bases().size() > 1) {
            add(words, "region", false);
        }
    }

    private static void own(Preset preset, VendorFactory factory, List<Word> words) {
        Set<String> needed = needed(factory);
        Set<String> others = new TreeSet<>(factory.words());
        others.removeAll(needed);
        others.removeAll(LEFT_OUT);
        needed.stream().sorted().forEach(each -> add(words, each, true));
        if (others.remove(API_KEY)) {
            add(words, API_KEY, false);
        }
        if (others.remove("region") || (preset.bases().size() > 1 && !needed.contains("region"))) {
            add(words, "region", false);
        }
        add(words, API_BASE, false);
        others.forEach(each -> add(words, each, false));
    }

    /** Asks for a vendor with nothing said, then with what was missing, until nothing is. */
    private static Set<String> needed(VendorFactory factory) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < MOST_QUESTIONS; i++) {
            try {
                var _ = factory.vendor((BaseUrl) null, given::get);
                break;
            } catch (Words.BadWord e) {
                Matcher example = EXAMPLE.matcher(String.valueOf(e.getMessage()));
                String better = example.find() ? example.group(1) : "x";
                if (!factory.words().contains(e.word())
                        || better.equals(given.put(e.word(), better))) {
                    break;
                }
            } catch (IllegalArgumentException _) {
                break; // an address made of what was only a stand-in
            }
        }
        return Set.copyOf(given.keySet());
    }

    private static void add(List<Word> words, String name, boolean required) {
        Home home = EntryOutline.connectionWords().contains(name) ? Home.MEMBER : Home.OPTIONS;
        String above = home == Home.MEMBER ? "" : ".options";
        boolean secret = SecretWords.isSecret(above, name);
        words.add(new Word(name, required, secret, home, PresetHints.of(name)));
    }
}
