package dev.sluice.relay;

import dev.sluice.core.Upstream;
import dev.sluice.core.failure.Failure;
import dev.sluice.providers.Address;
import dev.sluice.providers.Auth;
import dev.sluice.providers.BaseUrl;
import dev.sluice.providers.Received;
import dev.sluice.providers.Timeouts;
import dev.sluice.providers.VendorRequest;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.InlineMedia;
import dev.sluice.wire.chat.Media;
import dev.sluice.wire.chat.VendorDialect;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the pictures and documents of a call that stand at an address, for vendors that take them
 * in the message only. One after the other; each is checked for where it is, how large it is and
 * what it is.
 */
final class PictureFetch {
    private static final int MOST_REDIRECTS = 3;

    private final Attempt attempt;
    private final ChatCall chat;
    private final Consumer<ChatCall> done;
    private final Iterator<Map.Entry<String, String>> left;
    private final Map<String, Media.Inline> fetched = new HashMap<>();
    private @Nullable Exchange exchange;
    private String path = "";
    private String url = "";

    PictureFetch(Attempt attempt, VendorDialect vendor, ChatCall chat, Consumer<ChatCall> done) {
        this.attempt = attempt;
        this.chat = chat;
        this.done = done;
        Map<String, String> addresses = InlineMedia.addresses(chat);
        addresses.keySet().removeIf(vendor::fetchesItself);
        left = addresses.entrySet().iterator();
    }

    /** Goes on with the next address, or to the end. */
    void next() {
        if (!left.hasNext()) {
            done.accept(fetched.isEmpty() ? chat : InlineMedia.filled(chat, fetched));
            return;
        }
        Map.Entry<String, String> each = left.next();
        url = each.getKey();
        path = each.getValue();
        fetch(url, 0);
    }

    void cancel() {
        if (exchange != null) {
            exchange.cancel();
        }
    }

    private void fetch(String address, int redirects) {
        Upstream.Remote remote;
        VendorRequest request;
        try {
            URI uri = new URI(address);
            String host = uri.getScheme() + "://" + uri.getRawAuthority();
            BaseUrl base = BaseUrl.parse(host);
            remote =
                    new Upstream.Remote(
                            new Address.OpenAiBase(base.origin(), ""),
                            new Auth.None(),
                            Map.of(),
                            Timeouts.DEFAULT,
                            null,
                            null);
            String target = uri.getRawPath() == null ? "" : uri.getRawPath();
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            request =
                    VendorRequest.of(
                                    base.origin(),
                                    "GET",
                                    (target.startsWith("/") ? target : "/" + target) + query)
                            .with("accept", "image/*, application/pdf, */*;q=0.5")
                            .with("user-agent", "Sluice");
        } catch (URISyntaxException | IllegalArgumentException e) {
            refuse("its address cannot be used");
            return;
        }
        attempt.times().preparing(attempt.loop().now());
        AddressGuard guard =
                attempt.call().snapshot().settings().fetchPrivate()
                        ? AddressGuard.ANYWHERE
                        : AddressGuard.PUBLIC;
        int limit = (int) attempt.call().snapshot().settings().maxPictureBytes();
        UpstreamPool pool = attempt.loop().guardedPool(remote, guard);
        exchange =
                new Exchange(
                        new Exchange.Errand(pool, request, Map.of(), limit),
                        new Exchange.Outcome() {
                            @Override
                            public void received(Received answer) {
                                pool.closeIdle();
                                took(answer, address, redirects);
                            }

                            @Override
                            public void failed(Failure failure) {
                                refuse(
                                        switch (failure) {
                                            case Failure.NotConnected(var why) -> why;
                                            case Failure.Broken(var why) -> why;
                                            case Failure.Malformed(var why) -> why;
                                            case Failure.TimedOut _ -> "it took too long";
                                            case Failure.Refused _ -> "it was refused";
                                            case Failure.Internal(), Failure.ShuttingDown() ->
                                                    "the gateway broke off";
                                        });
                            }
                        });
        exchange.begin();
    }

    private void took(Received answer, String address, int redirects) {
        @Nullable String location = answer.header("location");
        if (answer.status() >= 300 && answer.status() < 400 && location != null) {
            if (redirects == MOST_REDIRECTS) {
                refuse("it redirects too often");
                return;
            }
            try {
                fetch(new URI(address).resolve(location).toString(), redirects + 1);
            } catch (URISyntaxException | IllegalArgumentException e) {
                refuse("it redirects to an address that cannot be used");
            }
            return;
        }
        if (answer.status() != 200) {
            refuse("its server answered " + answer.status());
            return;
        }
        @Nullable String type = type(answer);
        if (type == null) {
            refuse("it is neither a picture nor a document");
            return;
        }
        fetched.put(url, new Media.Inline(type, Base64.getEncoder().encodeToString(answer.body())));
        next();
    }

    private static @Nullable String type(Received answer) {
        @Nullable String stated = answer.header("content-type");
        String type = stated == null ? "" : stated.toLowerCase(Locale.ROOT);
        int semicolon = type.indexOf(';');
        type = (semicolon < 0 ? type : type.substring(0, semicolon)).strip();
        boolean fits =
                type.startsWith("image/")
                        || type.startsWith("audio/")
                        || type.startsWith("video/")
                        || type.equals("application/pdf")
                        || type.equals("text/plain");
        return fits ? type : InlineMedia.sniffed(answer.body());
    }

    private void refuse(String why) {
        ApiError error =
                ApiError.badRequest(
                        "The file at '" + path + "' cannot be fetched: " + why + ".",
                        path,
                        "invalid_image_url");
        attempt.refused(Failure.Refused.of(error, null), List.of());
    }
}
