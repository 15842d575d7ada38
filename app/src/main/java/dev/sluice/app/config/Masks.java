package dev.sluice.app.config;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Hides the secrets in a configuration's text, and puts them back in a text that was edited without
 * seeing them. Every other byte stays as it is.
 *
 * <p>A mask shows the last four characters of a long secret: {@code ***abcd}. Where that does not
 * say which secret of the file is meant, some digits follow: {@code ***~1f3a}. They depend on the
 * secret and on a key that nobody knows, so they tell nothing about it; and because a mask says
 * which secret it stands for, what is moved, renamed or taken out never puts the secret of one
 * vendor into the place of another.
 */
public final class Masks {
    private static final int LONG = 12;
    private static final Pattern PLAIN_TAIL = Pattern.compile("[A-Za-z0-9+/=_.-]{4}");
    private static final Pattern MASK =
            Pattern.compile("\\*{3}([A-Za-z0-9+/=_.-]{4})?(?:~([0-9a-f]{4}))?");

    private final SecretKeySpec key;

    /**
     * Makes masks.
     *
     * @param random bytes that nobody else knows; with others, masks that were given out before
     *     mean nothing
     */
    public Masks(byte[] random) {
        key = new SecretKeySpec(random, "HmacSHA256");
    }

    /**
     * A text with its secrets put back.
     *
     * @param problems masks that stand for nothing; the text is not to be used then
     */
    public record Restored(String text, List<Problem> problems) {}

    /**
     * Returns a text with its secrets masked, or null when it cannot be told where they are.
     *
     * @param fileName decides the syntax, as for {@link Configuration}
     */
    public @Nullable String masked(String text, String fileName) {
        try {
            List<SecretPlaces.Place> places = SecretPlaces.in(text, fileName);
            Map<String, String> masks = masks(places);
            List<String> written = new ArrayList<>();
            Set<String> hidden = new HashSet<>();
            for (SecretPlaces.Place each : places) {
                String mask = masks.getOrDefault(each.value(), "***");
                hidden.add(mask);
                written.add(
                        switch (each.kind()) {
                            // Bare, YAML would take the asterisk for an alias.
                            case WHOLE -> '"' + mask + '"';
                            case PART -> mask;
                        });
            }
            String masked = replaced(text, places, written);
            boolean all =
                    SecretPlaces.in(masked, fileName).stream()
                            .allMatch(each -> hidden.contains(each.value()));
            return all ? masked : null;
        } catch (Unreadable _) {
            return null;
        }
    }

    /** Chooses a mask for each secret, no two the same. */
    private Map<String, String> masks(List<SecretPlaces.Place> places) {
        Set<String> values = new LinkedHashSet<>();
        places.forEach(each -> values.add(each.value()));
        Map<String, Integer> tails = new HashMap<>();
        values.forEach(each -> tails.merge(tail(each), 1, Integer::sum));
        Map<String, String> masks = new HashMap<>();
        for (String value : values) {
            String tail = tail(value);
            boolean enough = !tail.isEmpty() && tails.getOrDefault(tail, 0) == 1;
            masks.put(value, "***" + tail + (enough ? "" : "~" + digits(value)));
        }
        return masks;
    }

    private static String tail(String value) {
        String tail = value.length() < LONG ? "" : value.substring(value.length() - 4);
        return PLAIN_TAIL.matcher(tail).matches() ? tail : "";
    }

    private String digits(String value) {
        try {
            Mac mac = Mac.getInstance(key.getAlgorithm());
            mac.init(key);
            byte[] all = mac.doFinal(value.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(all, 0, 2);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no HMAC", e);
        }
    }

    /**
     * Puts secrets back where their masks stand.
     *
     * @param before the text whose secrets were masked
     * @param fileName decides the syntax, as for {@link Configuration}
     */
    public Restored restored(String text, String before, String fileName) {
        List<SecretPlaces.Place> places;
        try {
            places = SecretPlaces.in(text, fileName);
        } catch (Unreadable _) {
            return new Restored(text, List.of()); // whoever reads it will say what is wrong
        }
        var known = new Known(before, places(before, fileName));
        List<Problem> problems = new ArrayList<>();
        List<SecretPlaces.Place> masked = new ArrayList<>();
        List<SecretPlaces.Place> meant = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (SecretPlaces.Place each : places) {
            expected.add(each.value());
            Matcher mask = MASK.matcher(each.value());
            if (!mask.matches() || known.isValue(each.value())) {
                continue;
            }
            SecretPlaces.@Nullable Place secret = known.find(each, mask);
            if (secret == null) {
                problems.add(
                        new Problem(
                                each.line(),
                                each.path().replaceFirst("^\\.", ""),
                                "a masked value that stands for no secret of the configuration,"
                                        + " expected the secret itself"));
                continue;
            }
            masked.add(each);
            meant.add(secret);
            expected.set(expected.size() - 1, secret.value());
        }
        return problems.isEmpty()
                ? put(new Gaps(text, fileName, masked, expected), known.written(masked, meant))
                : new Restored(text, problems);
    }

    private static List<SecretPlaces.Place> places(String before, String fileName) {
        try {
            return SecretPlaces.in(before, fileName);
        } catch (Unreadable _) {
            return List.of();
        }
    }

    /** Where something is missing, and what all secrets must be afterwards. */
    private record Gaps(
            String text, String fileName, List<SecretPlaces.Place> masked, List<String> expected) {
        String filled(List<String> written) {
            return replaced(text, masked, written);
        }

        boolean isRight(String filled) {
            return places(filled, fileName).stream()
                    .map(SecretPlaces.Place::value)
                    .toList()
                    .equals(expected);
        }
    }

    /** As the secrets were written before; and in quotes where that means something else now. */
    private static Restored put(Gaps gaps, List<Written> written) {
        String same = gaps.filled(written.stream().map(Written::raw).toList());
        if (gaps.isRight(same)) {
            return new Restored(same, List.of());
        }
        String quoted = gaps.filled(written.stream().map(Written::quoted).toList());
        return gaps.isRight(quoted)
                ? new Restored(quoted, List.of())
                : new Restored(
                        gaps.text(),
                        List.of(
                                new Problem(
                                        0,
                                        "",
                                        "the masked secrets cannot be put back here, expected the"
                                                + " secrets themselves")));
    }

    /** A secret as it is to be written. */
    private record Written(String raw, String quoted) {}

    private static String replaced(
            String text, List<SecretPlaces.Place> places, List<String> written) {
        var out = new StringBuilder();
        int at = 0;
        for (int i = 0; i < places.size(); i++) {
            out.append(text, at, places.get(i).from()).append(written.get(i));
            at = places.get(i).to();
        }
        return out.append(text, at, text.length()).toString();
    }

    /** The secrets that there are. */
    private final class Known {
        private final String text;
        private final List<SecretPlaces.Place> places;
        private final Set<String> values = new HashSet<>();
        private final Map<String, Integer> turns = new HashMap<>();

        Known(String text, List<SecretPlaces.Place> places) {
            this.text = text;
            this.places = places;
            places.forEach(each -> values.add(each.value()));
        }

        boolean isValue(String value) {
            return values.contains(value);
        }

        /** Finds what a mask stands for: one secret, or null. Of several places the same one. */
        SecretPlaces.@Nullable Place find(SecretPlaces.Place gap, Matcher mask) {
            @Nullable String tail = mask.group(1);
            @Nullable String digits = mask.group(2);
            if (tail == null && digits == null) {
                return null;
            }
            List<String> meant =
                    values.stream()
                            .filter(each -> tail(each).equals(tail == null ? "" : tail))
                            .filter(each -> digits == null || digits(each).equals(digits))
                            .toList();
            if (meant.size() != 1) {
                return null;
            }
            List<SecretPlaces.Place> all =
                    places.stream().filter(each -> each.value().equals(meant.getFirst())).toList();
            List<SecretPlaces.Place> here =
                    all.stream().filter(each -> each.path().equals(gap.path())).toList();
            int turn = turns.merge(gap.path() + "\n" + mask.group(), 1, Integer::sum) - 1;
            return here.isEmpty() ? all.getFirst() : here.get(Math.min(turn, here.size() - 1));
        }

        List<Written> written(List<SecretPlaces.Place> gaps, List<SecretPlaces.Place> secrets) {
            List<Written> written = new ArrayList<>();
            for (int i = 0; i < gaps.size(); i++) {
                SecretPlaces.Place secret = secrets.get(i);
                boolean whole = gaps.get(i).kind() == SecretPlaces.Kind.WHOLE;
                String quoted = whole ? RawJson.text(secret.value()) : secret.value();
                String raw =
                        secret.kind() == gaps.get(i).kind()
                                ? text.substring(secret.from(), secret.to())
                                : quoted;
                written.add(new Written(raw, quoted));
            }
            return written;
        }
    }
}
