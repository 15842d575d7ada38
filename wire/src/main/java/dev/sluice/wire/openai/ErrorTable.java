package dev.sluice.wire.openai;

import dev.sluice.wire.chat.VendorError;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a vendor's own error codes mean in HTTP's terms.
 *
 * @param codes the vendor's code, type or HTTP status to its meaning
 * @param words a piece of the vendor's message to its meaning, for vendors without codes
 */
public record ErrorTable(Map<String, Meaning> codes, Map<String, Meaning> words) {
    /** A vendor whose codes are OpenAI's. */
    public static final ErrorTable NONE = new ErrorTable(Map.of(), Map.of());

    /** The code of a refused prompt. */
    public static final String BLOCKED = "content_filter";

    /** The code of an empty account. */
    public static final String QUOTA = "insufficient_quota";

    /** The code of a prompt that is too long. */
    public static final String CONTEXT = "context_length_exceeded";

    /**
     * What a code means.
     *
     * @param status the HTTP status
     * @param code OpenAI's word for it, or "" to keep the vendor's
     */
    public record Meaning(int status, String code) {}

    /** Keeps its own copies. */
    public ErrorTable {
        codes = Map.copyOf(codes);
        words = Map.copyOf(words);
    }

    /** The same with more codes of one meaning, separated by blanks. */
    public ErrorTable with(int status, String code, String vendors) {
        Map<String, Meaning> all = new LinkedHashMap<>(codes);
        for (String each : vendors.split(" ", -1)) {
            all.put(each, new Meaning(status, code));
        }
        return new ErrorTable(all, words);
    }

    /** The same with more pieces of messages of one meaning, separated by bars. */
    public ErrorTable withWords(int status, String code, String pieces) {
        Map<String, Meaning> all = new LinkedHashMap<>(words);
        for (String each : pieces.split("\\|", -1)) {
            all.put(each, new Meaning(status, code));
        }
        return new ErrorTable(codes, all);
    }

    /** Says what an error means; null when it is not in the table. */
    @Nullable VendorError meaning(VendorError said) {
        Meaning found = codes.get(said.code());
        if (found == null) {
            found = codes.get(said.type());
        }
        if (found == null && said.status() >= 400) {
            found = codes.get(Integer.toString(said.status()));
        }
        for (Map.Entry<String, Meaning> each : words.entrySet()) {
            if (found == null && said.message().contains(each.getKey())) {
                found = each.getValue();
            }
        }
        if (found == null) {
            return null;
        }
        String code = found.code().isEmpty() ? said.code() : found.code();
        return new VendorError(found.status(), said.message(), said.type(), code, said.param());
    }
}
