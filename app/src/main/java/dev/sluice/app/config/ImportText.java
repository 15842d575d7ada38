package dev.sluice.app.config;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/** Single values of an imported file. */
final class ImportText {
    private ImportText() {}

    /** JSON is YAML, so a value needs no other quoting; on one line it needs no indenting. */
    static String json(Node node) {
        return new String(RawJson.of(node), StandardCharsets.UTF_8);
    }

    static String text(String text) {
        return json(new Node.Scalar(0, Node.Kind.TEXT, text, text));
    }

    static String number(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}
