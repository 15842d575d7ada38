package dev.sluice.wire.spark;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The models of Spark's WebSocket API. Each has a path and a domain, and a wrong pair is an error.
 * Source: iFlytek's Spark WebSocket API documentation, read 2026-11.
 */
public enum SparkVersion {
    /** Spark Lite; its domain was {@code general} once. */
    V1_5("v1.5", "/v1.1/chat", "lite", 4096, Skill.SPEAKS),
    /** Spark V2.0, withdrawn from the catalogue. */
    V2_0("v2.0", "/v2.1/chat", "generalv2", 8192, Skill.SPEAKS),
    /** Spark Pro. */
    V3_0("v3.0", "/v3.1/chat", "generalv3", 8192, Skill.CALLS),
    /** Spark Pro with a long memory. */
    PRO_128K("pro-128k", "/chat/pro-128k", "pro-128k", 131_072, Skill.CALLS_AND_OBEYS),
    /** Spark Max. */
    V3_5("v3.5", "/v3.5/chat", "generalv3.5", 8192, Skill.CALLS_AND_OBEYS),
    /** Spark Max with a longer memory. */
    MAX_32K("max-32k", "/chat/max-32k", "max-32k", 32_768, Skill.CALLS_AND_OBEYS),
    /** Spark 4.0 Ultra. */
    V4_0("v4.0", "/v4.0/chat", "4.0Ultra", 8192, Skill.CALLS_AND_OBEYS),
    /** Spark X1 and X1.5, which reason. */
    X1("x1", "/v1/x1", "spark-x", 32_768, Skill.REASONS);

    private final String word;
    private final String path;
    private final String domain;
    private final int mostTokens;
    private final Skill skill;

    /** What a generation of models can do, each more than the one before. */
    private enum Skill {
        SPEAKS,
        CALLS,
        CALLS_AND_OBEYS,
        REASONS
    }

    SparkVersion(String word, String path, String domain, int mostTokens, Skill skill) {
        this.word = word;
        this.path = path;
        this.domain = domain;
        this.mostTokens = mostTokens;
        this.skill = skill;
    }

    /** Finds a version by its word, with or without the v, or by its domain. */
    public static Optional<SparkVersion> of(String text) {
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(v ->
                        v.word.equals(wanted)
                                || v.word.equals("v" + wanted)
                                || v.domain.toLowerCase(Locale.ROOT).equals(wanted))
                .findFirst();
    }

    /** Returns the words of all versions, for a message. */
    public static String words() {
        return Arrays.stream(values()).map(v -> v.word).collect(Collectors.joining(", "));
    }

    /** Returns the path of its address. */
    public String path() {
        return path;
    }

    /** Returns the name that its messages carry. */
    public String domain() {
        return domain;
    }

    int mostTokens() {
        return mostTokens;
    }

    boolean knowsSystemRole() {
        return skill == Skill.CALLS_AND_OBEYS || skill == Skill.REASONS;
    }

    boolean callsFunctions() {
        return skill == Skill.CALLS || skill == Skill.CALLS_AND_OBEYS;
    }

    boolean searches() {
        return skill != Skill.SPEAKS;
    }

    boolean reasons() {
        return skill == Skill.REASONS;
    }
}
