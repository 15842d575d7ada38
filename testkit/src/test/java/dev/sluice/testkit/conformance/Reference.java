package dev.sluice.testkit.conformance;

import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * An independent reading of one vendor family's answers: written from the vendors' documents over
 * JSON trees, sharing nothing with the language under test.
 */
interface Reference {
    /** Reads a whole answer. */
    Heard whole(JsonNode body);

    /** Reads a streamed answer from its frames. */
    Heard stream(List<Bodies.Piece> pieces);
}
