package dev.sluice.providers;

import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.VendorDialect;
import dev.sluice.wire.chat.WebSearch;
import dev.sluice.wire.frames.Framing;
import dev.sluice.wire.openai.Quirks;
import dev.sluice.wire.openai.VendorSearch;
import java.util.List;

/**
 * A vendor that searches the web only in its Responses API: a call that asks for a search goes
 * there, and its answer comes back as one of chat.
 *
 * @param plain how calls without a search are held
 * @param origin where the vendor is
 * @param target path and query of its Responses API
 * @param quirks where the vendor departs from OpenAI's way
 */
public record ResponsesSearch(Protocol plain, Origin origin, String target, Quirks quirks)
        implements Protocol {
    @Override
    public VendorDialect dialect() {
        return plain.dialect();
    }

    @Override
    public Framing framing() {
        return plain.framing();
    }

    @Override
    public Session open(ChatCall call, Moment moment) {
        if (!WebSearch.of(call).isWanted()
                || !(quirks.search() instanceof VendorSearch.Responses search)) {
            return plain.open(call, moment);
        }
        Post responses = Responses.post(origin, target, search.whose(), quirks);
        Session asked = responses.open(call, moment);
        return new Session() {
            @Override
            public Step first() {
                return asked.first();
            }

            @Override
            public List<String> dropped() {
                return asked.dropped();
            }

            @Override
            public VendorDialect dialect() {
                return responses.dialect();
            }
        };
    }
}
