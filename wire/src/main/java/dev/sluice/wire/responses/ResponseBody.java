package dev.sluice.wire.responses;

import dev.sluice.wire.chat.Annotation;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.ToolUse;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.chat.VendorDialect;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.openai.OpenAiDialect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A response object: a whole reply, and what the first and last events of a stream carry. */
final class ResponseBody {
    private final JsonReader in;
    private String id = "";
    private long created;
    private String model = "";
    private String status = "";
    private String incomplete = "";
    private boolean response;
    private @Nullable Raw error;
    private @Nullable Usage usage;
    private Extras extras = Extras.NONE;
    private final List<ResponseItem> items = new ArrayList<>();
    private final List<String> citations = new ArrayList<>();

    private ResponseBody(JsonReader in) {
        this.in = in;
    }

    static ResponseBody read(JsonReader in) {
        if (!in.is(Kind.OBJECT)) {
            throw in.expected("an object");
        }
        var body = new ResponseBody(in);
        in.members(body::member);
        return body;
    }

    private void member(String name) {
        switch (name) {
            case "id" -> id = in.anyText();
            case "created_at" -> created = in.anyCount();
            case "model" -> model = in.anyText();
            case "status" -> status = in.anyText();
            case "error" -> error = in.is(Kind.NULL) ? null : in.raw();
            case "usage" -> usage = ResponsesUsage.read(in);
            case "service_tier" -> {
                if (!in.is(Kind.NULL)) {
                    extras = Extras.of(name, in.raw());
                }
            }
            case "incomplete_details" -> {
                if (in.is(Kind.OBJECT)) {
                    in.members(inner -> {
                        if (inner.equals("reason")) {
                            incomplete = in.anyText();
                        }
                    });
                }
            }
            case "output" -> {
                if (in.is(Kind.ARRAY)) {
                    response = true;
                    in.elements(_ -> items.add(ResponseItem.read(in)));
                }
            }
            // xAI's list of everything that it looked at.
            case "citations" -> {
                if (in.is(Kind.ARRAY)) {
                    in.elements(_ -> citations.add(in.anyText()));
                }
            }
            default -> {}
        }
    }

    /** Says whether this is a response at all. */
    boolean isResponse() {
        return response;
    }

    String id() {
        return id;
    }

    long created() {
        return created;
    }

    String model() {
        return model;
    }

    Extras extras() {
        return extras;
    }

    @Nullable Usage usage() {
        return usage;
    }

    List<ResponseItem> items() {
        return items;
    }

    /**
     * Returns the error that the response ended with, or null.
     *
     * @param dialect knows what the vendor's errors mean
     */
    @Nullable ApiError failure(VendorDialect dialect) {
        if (error != null) {
            String whole = "{\"error\":" + error.json() + '}';
            return dialect.readError(200, whole.getBytes(StandardCharsets.UTF_8));
        }
        return switch (status) {
            case "failed", "cancelled", "queued", "in_progress" ->
                    ErrorMapping.badUpstream("The upstream's response is '" + status + "'.");
            default -> null;
        };
    }

    /** Returns why the model stopped, apart from the calls that it made. */
    FinishReason finish() {
        return switch (incomplete) {
            case "" -> Standard.STOP;
            case "max_output_tokens", "max_tokens" -> Standard.LENGTH;
            case "content_filter" -> Standard.CONTENT_FILTER;
            default -> new FinishReason.Other(incomplete);
        };
    }

    /**
     * Returns the pages that the answer is said to rest on and does not mark itself.
     *
     * @param searched what was looked at, which counts where the answer marks nothing
     */
    List<Annotation> sources(List<String> searched, List<Annotation> marks) {
        var urls = new LinkedHashSet<>(marks.isEmpty() ? searched : List.of());
        urls.addAll(citations);
        for (Annotation mark : marks) {
            if (mark instanceof Annotation.UrlCitation page) {
                urls.remove(page.url());
            }
        }
        urls.remove("");
        var all = new ArrayList<Annotation>();
        urls.forEach(url -> all.add(new Annotation.UrlCitation(url, "", 0, 0, Extras.NONE)));
        return all;
    }

    /**
     * Returns the reply.
     *
     * @param dialect knows what the vendor's errors mean
     * @throws ApiException when the response failed or is not complete
     */
    ChatReply reply(VendorDialect dialect) {
        ApiError failure = failure(dialect);
        if (failure != null) {
            throw new ApiException(failure);
        }
        var answer = new Answer();
        items.forEach(answer::take);
        var marks = new ArrayList<>(answer.marks);
        marks.addAll(sources(answer.searched, answer.marks));
        var message = new Message.Assistant(answer.parts, answer.calls, marks, null, Extras.NONE);
        FinishReason finish = finish();
        if (!answer.calls.isEmpty()) {
            finish = finish.afterCalls(ToolUse.Style.TOOLS);
        }
        Extras beside = logprobs(answer.logprobs);
        var choice = new ChatReply.Choice(0, message, finish, beside);
        return new ChatReply(
                OpenAiDialect.NAME, id, created, model, List.of(choice), usage, extras);
    }

    /** Returns the probabilities as a chat choice has them. */
    static Extras logprobs(List<Raw> tokens) {
        if (tokens.isEmpty()) {
            return Extras.NONE;
        }
        String all = String.join(",", tokens.stream().map(Raw::json).toList());
        return Extras.of("logprobs", new Raw("{\"content\":[" + all + "],\"refusal\":null}"));
    }

    /** What the items say together. */
    private static final class Answer {
        private final List<Part> parts = new ArrayList<>();
        private final List<ToolCall> calls = new ArrayList<>();
        private final List<Annotation> marks = new ArrayList<>();
        private final List<Raw> logprobs = new ArrayList<>();
        private final List<String> searched = new ArrayList<>();
        private boolean thought;
        private long length;

        void take(ResponseItem item) {
            searched.addAll(item.sources());
            if (item.isCall()) {
                calls.add(item.call());
            } else if (item.type().equals("reasoning")) {
                think(item);
            } else if (item.type().equals("message")) {
                item.content().forEach(this::say);
            }
        }

        private void think(ResponseItem item) {
            var text = new StringBuilder();
            for (String piece : item.thoughts()) {
                if (!piece.isEmpty()) {
                    text.append(thought ? "\n\n" : "").append(piece);
                    thought = true;
                }
            }
            if (!text.isEmpty() || item.encrypted() != null) {
                Part.Reasoning.Form form = Part.Reasoning.Form.REASONING_CONTENT;
                String proof = item.encrypted();
                parts.add(new Part.Reasoning(text.toString(), proof, form, Extras.NONE));
            }
        }

        private void say(ResponseItem.Piece piece) {
            if (piece.type().equals("refusal")) {
                parts.add(new Part.Refusal(piece.text(), Extras.NONE));
                return;
            }
            piece.annotations().forEach(mark -> marks.add(ResponseItem.moved(mark, length)));
            logprobs.addAll(piece.logprobs());
            parts.add(Part.Text.of(piece.text()));
            length += piece.text().length();
        }
    }
}
