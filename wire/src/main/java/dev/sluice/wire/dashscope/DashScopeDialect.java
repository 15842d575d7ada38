package dev.sluice.wire.dashscope;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.ReplyBody;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.VendorDialect;
import dev.sluice.wire.chat.Written;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * DashScope's native generation API, for text and for pictures and sound. Stateless.
 *
 * <p>Source: Alibaba Cloud Model Studio docs, DashScope API reference, read 2026-11.
 */
public final class DashScopeDialect implements VendorDialect {
    /** The language's name. */
    public static final String NAME = "dashscope";

    private static final Pattern SEEING =
            Pattern.compile(
                    "(^|[-_./])(vl|qvq|omni|audio|ocr|asr|image)([-_.\\d]|$)|\\dvl([-_.]|$)");

    /** Creates the dialect. */
    public DashScopeDialect() {}

    /** The two APIs; a model answers on one of them only. */
    public enum Surface {
        /** {@code text-generation}: contents are strings. */
        TEXT,
        /** {@code multimodal-generation}: contents are arrays of parts without a type. */
        MULTIMODAL
    }

    /** Returns where a call belongs: by what it carries, and by the name of its model. */
    public static Surface surface(ChatCall call) {
        boolean shows =
                call.messages().stream()
                        .map(Message::content)
                        .anyMatch(parts -> parts.stream().anyMatch(DashScopeDialect::isShown));
        return shows || sees(call.model()) ? Surface.MULTIMODAL : Surface.TEXT;
    }

    /** Says whether the name is one of a model for pictures or sound. */
    public static boolean sees(@Nullable String model) {
        return model != null && SEEING.matcher(model.toLowerCase(Locale.ROOT)).find();
    }

    private static boolean isShown(Part part) {
        return switch (part) {
            case Part.Image _, Part.Audio _, Part.File _ -> true;
            case Part.Opaque(String type, var _) -> type.startsWith("video");
            case Part.Text _, Part.Reasoning _, Part.Refusal _, Part.Speech _ -> false;
        };
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Written writeCall(ChatCall call) {
        return new DashScopeCalls(call, surface(call)).write();
    }

    @Override
    public ChatReply readReply(byte[] body) {
        DashScopeFrame frame = ReplyBody.read(body, "DashScope reply", DashScopeFrame::read);
        if (frame.isError()) {
            throw new ApiException(frame.error(200));
        }
        return frame.reply();
    }

    @Override
    public StreamReader newStreamReader() {
        return new DashScopeStreamReader();
    }

    @Override
    public ApiError readError(int status, byte[] body) {
        return DashScopeErrors.read(status, body);
    }
}
