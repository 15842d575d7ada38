package dev.sluice.packer;

import com.google.javascript.jscomp.CompilerPass;
import com.google.javascript.rhino.Node;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@code html`...`} say the same in fewer letters: without indentation, and with {@code <//>}
 * for {@code </${Name}>}.
 *
 * <p>htm drops white space at the ends of a text when a line ends in it; where a line ends within a
 * text or a tag, one end of line says the same as one with an indentation.
 */
final class Markup implements CompilerPass {
    private static final Pattern INDENTATION = Pattern.compile("\\s*\\n\\s*");
    private static final Pattern AROUND_TAGS = Pattern.compile("(?<=>)\\n|\\n(?=<)");

    @Override
    public void process(Node externs, Node root) {
        visit(root);
    }

    private static void visit(Node node) {
        @Nullable Node tag = node.getFirstChild();
        @Nullable Node template = node.getLastChild();
        if (node.isTaggedTemplateLit()
                && tag != null
                && template != null
                && tag.matchesName("html")) {
            shorten(template);
        }
        for (@Nullable Node child = node.getFirstChild(); child != null; child = child.getNext()) {
            visit(child);
        }
    }

    private static void shorten(Node template) {
        for (@Nullable Node part = template.getFirstChild(); part != null; part = part.getNext()) {
            // Within a part, a backslash makes what is written differ from what is meant.
            if (part.isTemplateLitString() && !part.getRawString().contains("\\")) {
                part = replaced(part, shorter(closed(part)));
            }
        }
    }

    /**
     * Returns a part with those that follow, as long as only the name of what is closed is in
     * between.
     */
    private static String closed(Node part) {
        String text = part.getRawString();
        for (@Nullable Node name = part.getNext(); name != null; name = part.getNext()) {
            @Nullable Node rest = name.getNext();
            if (rest == null
                    || !text.endsWith("</")
                    || !isName(name)
                    || !rest.getRawString().matches("(?s)>[^\\\\]*")) {
                break;
            }
            text += "/" + rest.getRawString();
            name.detach();
            rest.detach();
        }
        return text;
    }

    private static boolean isName(Node substitution) {
        @Nullable Node of = substitution.getFirstChild();
        return of != null && of.isName();
    }

    private static Node replaced(Node part, String text) {
        Node other = Node.newTemplateLitString(text, text).srcref(part);
        part.replaceWith(other);
        return other;
    }

    static String shorter(String text) {
        return AROUND_TAGS.matcher(INDENTATION.matcher(text).replaceAll("\n")).replaceAll("");
    }
}
