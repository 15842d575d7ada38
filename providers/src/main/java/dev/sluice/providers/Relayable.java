package dev.sluice.providers;

import dev.sluice.wire.json.JsonMembers;

/** Decides whether a vendor takes a call as OpenAI's clients write it. Pure. */
public interface Relayable {
    /** A vendor that takes whatever OpenAI takes. */
    Relayable ALWAYS = (body, members) -> true;

    /** A vendor that must be asked, or answers, in other words than OpenAI's on every call. */
    Relayable NEVER = (body, members) -> false;

    /**
     * Looks at one call.
     *
     * @param body the request body, configured overrides spliced in
     * @param members its scanned members
     * @return true when the bytes can be passed on; false when the call must be translated
     */
    boolean test(byte[] body, JsonMembers members);
}
