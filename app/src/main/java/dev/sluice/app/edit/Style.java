package dev.sluice.app.edit;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds out in which style a text is written. */
final class Style {
    private static final int USUAL_STEP = 2;

    private Style() {}

    static Ink of(Lines lines, @Nullable Piece root, String fileName) {
        int step = USUAL_STEP;
        int dashStep = USUAL_STEP;
        boolean steps = false;
        boolean dashes = false;
        if (root != null) {
            for (Piece.Member each : root.members()) {
                Piece value = each.value();
                boolean below =
                        lines.isFirst(value.from())
                                && lines.begin(value.from()) != lines.begin(each.name().from());
                int deeper = lines.column(value.from()) - lines.column(each.name().from());
                if (below && !dashes && value.kind() == Piece.Kind.BLOCK_ITEMS && deeper >= 0) {
                    dashStep = deeper;
                    dashes = true;
                }
                if (below && !steps && value.kind() == Piece.Kind.BLOCK_MEMBERS && deeper > 0) {
                    step = deeper;
                    steps = true;
                }
            }
            if (root.isFlow() && !root.inner().isEmpty() && lines.isFirst(first(root).from())) {
                int deeper = lines.indent(first(root).from()) - lines.indent(root.from());
                step = deeper > 0 ? deeper : step;
            }
        }
        return new Ink(quotes(lines, root, fileName), lines.end(), step, dashStep);
    }

    private static Ink.Quotes quotes(Lines lines, @Nullable Piece root, String fileName) {
        boolean json =
                fileName.toLowerCase(Locale.ROOT).endsWith(".json")
                        || (root != null
                                && root.isFlow()
                                && (root.inner().isEmpty()
                                        || lines.text().charAt(first(root).from()) == '"'));
        return json ? Ink.Quotes.ALWAYS : Ink.Quotes.WHERE_NEEDED;
    }

    private static Piece first(Piece piece) {
        return piece.inner().getFirst();
    }
}
