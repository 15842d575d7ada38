package dev.sluice.app.migrate;

import dev.sluice.app.config.Node;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes values of a new file; they stand on no line yet. */
final class Values {
    private Values() {}

    static Node.Scalar text(String text) {
        return new Node.Scalar(0, Node.Kind.TEXT, text, text);
    }

    /** A text that the new file must not take for a reference. */
    static String literal(String text) {
        return text.replace("${", "$${");
    }

    static Node.Scalar number(long number) {
        return number(BigDecimal.valueOf(number));
    }

    static Node.Scalar number(BigDecimal number) {
        String text = plain(number);
        return new Node.Scalar(0, Node.Kind.NUMBER, text, text);
    }

    static Node.Scalar truth(Boolean truth) {
        return new Node.Scalar(0, Node.Kind.BOOLEAN, truth.toString(), truth.toString());
    }

    static Node.Items texts(List<String> texts) {
        return new Node.Items(0, texts.stream().<Node>map(Values::text).toList());
    }

    static Node.Items items(List<? extends Node> items) {
        return new Node.Items(0, List.copyOf(items));
    }

    static Node.Members members(Map<String, ? extends Node> members) {
        return new Node.Members(0, new LinkedHashMap<>(members));
    }

    /** Writes a number without an exponent and without zeros that say nothing. */
    static String plain(BigDecimal number) {
        BigDecimal shortest = number.stripTrailingZeros();
        return (shortest.scale() < 0 ? shortest.setScale(0) : shortest).toPlainString();
    }
}
