package dev.sluice.providers;

/**
 * What callers of one provider are told and spared.
 *
 * @param sensitive the word for an answer that a filter withheld
 * @param envelope whether replies carry {@code code} and {@code msg}
 * @param search what happens when a search is asked for where there is none
 * @param losses what happens when a call asks for what the vendor's language cannot say
 */
public record Manners(Sensitive sensitive, Envelope envelope, Search search, Losses losses) {
    /** What holds where the configuration says nothing. */
    public static final Manners DEFAULT =
            new Manners(Sensitive.AS_SAID, Envelope.OPENAI, Search.IGNORED, Losses.REPORTED);

    /** The same with another word for withheld answers. */
    public Manners with(Sensitive other) {
        return new Manners(other, envelope, search, losses);
    }

    /** The word for an answer that a filter withheld. */
    public enum Sensitive {
        /** What the vendor says. */
        AS_SAID,
        /**
         * {@code sensitive} with content "", also where the vendor answers with an error: Zhipu,
         * TigerBot, Spark and Wenxin.
         */
        SENSITIVE,
        /** {@code content_filter}, as OpenAI says; a refused prompt is an error. */
        CONTENT_FILTER
    }

    /** What stands around a reply. */
    public enum Envelope {
        /** OpenAI's members only. */
        OPENAI,
        /** {@code code: 0, msg: "ok"} beside them, and a code other than 0 beside an error. */
        CODE_AND_MSG
    }

    /** What happens when {@code internet: true} meets a vendor that cannot search. */
    public enum Search {
        /** The call goes on without; the caller sees it in {@code x-sluice-dropped}. */
        IGNORED,
        /** 400 with code {@code internet_unsupported}. */
        REFUSED
    }

    /** What happens to what a vendor's language cannot say. */
    public enum Losses {
        /** The call goes on; the caller sees it in {@code x-sluice-dropped}. */
        REPORTED,
        /** 400 with the list. */
        REFUSED
    }
}
