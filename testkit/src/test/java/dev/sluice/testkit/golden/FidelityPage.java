package dev.sluice.testkit.golden;

import dev.sluice.testkit.conformance.Language;
import dev.sluice.testkit.conformance.Languages;
import dev.sluice.wire.chat.ApiError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The page docs/fidelity.md in one human language. */
final class FidelityPage {
    private final Words words;

    FidelityPage(Words words) {
        this.words = words;
    }

    /** Returns the page. */
    String text() {
        var page = new StringBuilder(words.intro());
        var head = new ArrayList<String>();
        head.add(words.feature());
        Languages.ALL.forEach(language -> head.add(language.title()));
        line(page, head);
        line(page, Collections.nCopies(head.size(), "---"));
        var refusals = new ArrayList<String>();
        for (Feature feature : Feature.all()) {
            var cells = new ArrayList<String>();
            cells.add(words.name().apply(feature));
            for (Language language : Languages.ALL) {
                Feature.Fate fate = feature.in(language);
                cells.add(words.fate().apply(fate));
                if (fate == Feature.Fate.REFUSED) {
                    refusals.add(refusal(feature, language));
                }
            }
            line(page, cells);
        }
        if (!refusals.isEmpty()) {
            page.append('\n').append(words.refusals());
            refusals.forEach(refusal -> page.append("* ").append(refusal).append('\n'));
        }
        return page.toString();
    }

    private String refusal(Feature feature, Language language) {
        ApiError error = Calls.send(Calls.named(feature.call()), language).refusal();
        return words.name().apply(feature)
                + ", "
                + language.title()
                + ": "
                + (error == null ? "" : error.message());
    }

    private static void line(StringBuilder page, List<String> cells) {
        page.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
