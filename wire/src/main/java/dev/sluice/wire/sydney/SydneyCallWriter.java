package dev.sluice.wire.sydney;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.Asked;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.Transcript;
import dev.sluice.wire.chat.WebSearch;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.fields.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Writes the invocation: the last message speaks, what was said before is its context. */
final class SydneyCallWriter {
    private static final List<String> OPTIONS =
            List.of(
                    "nlu_direct_response_filter",
                    "deepleo",
                    "disable_emoji_spoken_text",
                    "responsible_ai_policy_235",
                    "enablemm",
                    "dv3sugg",
                    "iyxapbing",
                    "iycapbing",
                    "saharagenconv5",
                    "eredirecturl");
    private static final List<String> MESSAGE_TYPES =
            List.of(
                    "Chat",
                    "ActionRequest",
                    "AdsQuery",
                    "ConfirmationCard",
                    "Context",
                    "Disengaged",
                    "InternalLoaderMessage",
                    "InternalSearchQuery",
                    "InternalSearchResult",
                    "InvokeAction",
                    "Progress",
                    "RenderCardRequest",
                    "RenderContentRequest",
                    "SemanticSerp",
                    "GenerateContentQuery",
                    "SearchQuery");
    private static final List<String> HISTORY_OPTIONS =
            List.of("autosave", "savemem", "uprofupd", "uprofgen");

    private final SydneyDialect.Style style;
    private final ChatCall call;

    SydneyCallWriter(SydneyDialect.Style style, ChatCall call) {
        this.style = style;
        this.call = call;
    }

    Written write(Conversation conversation) {
        Transcript transcript = Transcript.of(call);
        var dropped = new ArrayList<>(transcript.dropped());
        dropped.addAll(Asked.beyond(Set.of("internet"), call));
        var options = new ArrayList<>(OPTIONS);
        options.addAll(style.options());
        options.add("autosave");
        if (WebSearch.of(call).isUnwanted()) {
            options.add("nosearchall");
        }
        var out = new JsonWriter().object().array("arguments").object();
        out.put("source", "cib");
        list(out, "optionsSets", options);
        list(out, "allowedMessageTypes", MESSAGE_TYPES);
        list(out, "sliceIds", List.of());
        out.put("verbosity", "verbose").put("scenario", "SERP");
        list(out, "conversationHistoryOptionsSets", HISTORY_OPTIONS);
        out.put("isStartOfSession", true);
        message(out, transcript);
        if (!conversation.signature().isEmpty()) {
            out.put("conversationSignature", conversation.signature());
        }
        out.object("participant").put("id", conversation.client()).endObject();
        out.put("tone", style.tone()).put("spokenTextMode", "None");
        out.put("conversationId", conversation.id());
        context(out, transcript);
        out.endObject().endArray();
        out.put("invocationId", "0").put("target", "chat").put("type", 4);
        return new Written(out.endObject().bytes(), dropped);
    }

    private static void message(JsonWriter out, Transcript transcript) {
        Transcript.Line last = transcript.last();
        out.object("message").put("author", "user").put("inputMethod", "Keyboard");
        out.put("text", last.text()).put("messageType", "Chat");
        var pictures = new ArrayList<>(last.pictures());
        if (!pictures.isEmpty()) {
            out.put("imageUrl", Transcript.address(pictures.removeFirst()));
        }
        List<Transcript.Line> lines = transcript.lines();
        lines.subList(0, lines.size() - 1).forEach(line -> pictures.addAll(line.pictures()));
        if (!pictures.isEmpty()) {
            Transcript.Picture more = pictures.getFirst();
            String why = "this model's provider takes one picture, in the last message.";
            throw new ApiException(
                    ApiError.badRequest(
                            "'" + more.path() + "' cannot be sent: " + why,
                            more.path(),
                            "unsupported_content"));
        }
        out.endObject();
    }

    private static void context(JsonWriter out, Transcript transcript) {
        String before = transcript.before();
        if (!before.isEmpty()) {
            out.array("previousMessages").object();
            out.put("author", "user").put("description", before);
            out.put("contextType", "WebPage").put("messageType", "Context");
            out.endObject().endArray();
        }
    }

    private static void list(JsonWriter out, String name, List<String> texts) {
        out.array(name);
        texts.forEach(out::value);
        out.endArray();
    }
}
