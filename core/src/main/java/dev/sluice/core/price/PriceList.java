package dev.sluice.core.price;

import dev.sluice.core.money.Currency;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.JsonText;
import dev.sluice.wire.json.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the list that comes with the program. It is an object with a member {@code prices}: an
 * array of objects whose members are the words of the configuration, and {@code vendors}, a list in
 * place of one {@code vendor}; {@code source}, the address of the vendor's list; and {@code seen},
 * the day on which that list said so.
 */
final class PriceList {
    private static final String RESOURCE = "prices.json";

    private final byte[] text;
    private final JsonCursor cursor = new JsonCursor();

    private PriceList(byte[] text) {
        this.text = text;
        cursor.reset(text, 0, text.length);
    }

    static List<Price> shipped() {
        try (InputStream in = PriceList.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing");
            }
            return read(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Price> read(byte[] json) {
        var list = new PriceList(json);
        List<Price> prices = new ArrayList<>();
        list.cursor.enterObject();
        while (list.cursor.nextMember()) {
            if (list.cursor.name().equals("prices")) {
                list.cursor.enterArray();
                while (list.cursor.nextElement()) {
                    list.row(prices);
                }
            } else {
                list.cursor.skip();
            }
        }
        list.cursor.finish();
        return prices;
    }

    private void row(List<Price> to) {
        Map<String, String> words = new LinkedHashMap<>();
        List<String> vendors = new ArrayList<>();
        List<Map<String, String>> tiers = new ArrayList<>();
        cursor.enterObject();
        while (cursor.nextMember()) {
            String name = cursor.name();
            if (name.equals("vendors")) {
                cursor.enterArray();
                while (cursor.nextElement()) {
                    vendors.add(scalar());
                }
            } else if (name.equals("tiers")) {
                cursor.enterArray();
                while (cursor.nextElement()) {
                    tiers.add(object());
                }
            } else {
                words.put(name, scalar());
            }
        }
        for (String vendor : vendors) {
            to.add(price(vendor, words, tiers));
        }
    }

    private static Price price(
            String vendor, Map<String, String> words, List<Map<String, String>> tiers) {
        var builder =
                new PriceBuilder(
                                word(words, "model"),
                                LocalDate.parse(word(words, "from")),
                                Currency.valueOf(word(words, "currency")))
                        .vendor(vendor)
                        .origin(
                                new Price.Origin(
                                        word(words, "source"),
                                        LocalDate.parse(word(words, "seen"))));
        words.forEach((word, value) -> {
            switch (word) {
                case "model", "from", "currency", "source", "seen" -> {}
                case "hours" -> builder.hours(value);
                default -> builder.rate(word, value);
            }
        });
        for (Map<String, String> tier : tiers) {
            builder.above(Long.parseLong(word(tier, "above")));
            tier.forEach((word, value) -> {
                if (!word.equals("above")) {
                    builder.rate(word, value);
                }
            });
        }
        return builder.build();
    }

    private static String word(Map<String, String> words, String name) {
        String value = words.get(name);
        if (value == null) {
            throw new IllegalArgumentException("a price has no '" + name + "': " + words);
        }
        return value;
    }

    private Map<String, String> object() {
        Map<String, String> words = new LinkedHashMap<>();
        cursor.enterObject();
        while (cursor.nextMember()) {
            String name = cursor.name();
            words.put(name, scalar());
        }
        return words;
    }

    private String scalar() {
        int from = cursor.position();
        boolean quoted = cursor.kind() == Kind.STRING;
        int to = cursor.skip();
        return quoted
                ? JsonText.unquote(text, from, to)
                : new String(text, from, to - from, StandardCharsets.UTF_8);
    }
}
