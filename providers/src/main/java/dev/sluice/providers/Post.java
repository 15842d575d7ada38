package dev.sluice.providers;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.VendorDialect;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.frames.Framing;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The usual way: one POST, whose answer is the reply or the stream.
 *
 * @param dialect the vendor's language
 * @param framing how it frames streams
 * @param origin where it is
 * @param whole path and query for whole answers; <code>{model}</code> stands for the model,
 *     percent-encoded
 * @param stream the same for streams
 * @param headers further headers on every request, names in lower case
 * @param streamHeaders further headers on requests for a stream
 */
public record Post(
        VendorDialect dialect,
        Framing framing,
        Origin origin,
        String whole,
        String stream,
        Map<String, String> headers,
        Map<String, String> streamHeaders)
        implements Protocol {
    private static final String MODEL = "{model}";

    /** One path for both, and no further headers. */
    public static Post to(Origin origin, String path, VendorDialect dialect) {
        return new Post(dialect, Framing.EVENTS, origin, path, path, Map.of(), Map.of());
    }

    @Override
    public Session open(ChatCall call, Moment moment) {
        boolean streams = call.output().delivery().streams();
        Written written = dialect.writeCall(call);
        VendorRequest request = VendorRequest.post(origin, target(call, streams), written.body());
        for (Map.Entry<String, String> header : headers.entrySet()) {
            request = request.with(header.getKey(), header.getValue());
        }
        if (streams) {
            for (Map.Entry<String, String> header : streamHeaders.entrySet()) {
                request = request.with(header.getKey(), header.getValue());
            }
        }
        return single(request, written.dropped());
    }

    private String target(ChatCall call, boolean streams) {
        String template = streams ? stream : whole;
        if (!template.contains(MODEL)) {
            return template;
        }
        String model = call.model();
        if (model == null) {
            throw new ApiException(
                    ApiError.badRequest(
                            "The request names no model and the provider needs one; add 'model'.",
                            "model",
                            "missing_required_parameter"));
        }
        return template.replace(MODEL, encode(model));
    }

    /** Encodes a text as one segment of a path. */
    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Returns a session of one request. */
    public static Session single(VendorRequest request, List<String> dropped) {
        return new Session() {
            @Override
            public Step first() {
                return new Step.Send(request);
            }

            @Override
            public List<String> dropped() {
                return dropped;
            }
        };
    }
}
