package dev.sluice.providers;

import dev.sluice.wire.openai.Quirks;
import dev.sluice.wire.openai.VendorSearch.Whose;
import dev.sluice.wire.responses.ResponsesDialect;

/** Chat held over OpenAI's Responses API, which searches the web where chat completions do not. */
public final class Responses {
    private Responses() {}

    /**
     * Returns the protocol.
     *
     * @param path such as {@code /v1/responses}, or Ark's {@code /api/v3/responses}
     * @param search whose search of the web a call with {@code internet} gets
     * @param quirks what the vendor's errors mean
     */
    public static Post post(Origin origin, String path, Whose search, Quirks quirks) {
        return Post.to(origin, path, new ResponsesDialect(search, quirks));
    }
}
