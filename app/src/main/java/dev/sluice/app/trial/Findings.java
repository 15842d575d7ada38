package dev.sluice.app.trial;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a trial found out.
 *
 * @param models null when it was not asked for, because the vendor lists none
 */
public record Findings(Models models, Chat chat) {
    /**
     * What the vendor lists.
     *
     * @param list its models; those that are known of it where it lists none
     * @param asked whether it was asked
     * @param millis how long it took
     */
    public record Models(List<String> list, boolean asked, long millis, @Nullable Obstacle error) {}

    /**
     * A call of one token.
     *
     * @param model what was asked for, or null when no model is known
     * @param text what came, perhaps nothing: one token is not much
     * @param usage as the vendor states it, raw JSON, or null
     */
    public record Chat(
            @Nullable String model,
            long millis,
            String text,
            @Nullable String usage,
            @Nullable Obstacle error) {}

    /**
     * Why something did not work.
     *
     * @param status the vendor's; 0 when it did not answer
     * @param code the gateway's word for it, or ""
     * @param raw the vendor's own body, secrets taken out, cut
     */
    public record Obstacle(int status, String code, String message, String raw, Trouble trouble) {}
}
