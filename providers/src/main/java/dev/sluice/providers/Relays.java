package dev.sluice.providers;

import static dev.sluice.providers.Preset.Ability.EMBEDDINGS;
import static dev.sluice.providers.Preset.Ability.IMAGES;
import static dev.sluice.providers.Preset.Ability.TOOLS;
import static dev.sluice.providers.Preset.Ability.VISION;
import static dev.sluice.providers.PresetBuilder.openAi;
import static dev.sluice.wire.openai.ErrorTable.QUOTA;

import dev.sluice.wire.openai.ErrorTable;
import dev.sluice.wire.openai.QuirksBuilder;
import dev.sluice.wire.openai.VendorSearch;
import java.util.List;

/** Services that pass calls on to vendors of their choice, in OpenAI's language. */
final class Relays {
    private static final String GPT = "gpt-3.5-turbo";

    private Relays() {}

    static List<PresetBuilder> all() {
        return List.of(
                openAi("proxy", "Any OpenAI-compatible service")
                        .usually(GPT)
                        .called("任意 OpenAI 兼容服务")
                        .key(Preset.Key.OPTIONAL)
                        .can(TOOLS, VISION, EMBEDDINGS, IMAGES),
                openAi("openai-sb", "OpenAI-SB", "https://api.openai-sb.com/v1")
                        .usually(GPT)
                        .can(TOOLS, VISION, EMBEDDINGS, IMAGES),
                openAi("zhizengzeng", "Zhizengzeng", "https://api.zhizengzeng.com/v1")
                        .usually(GPT)
                        .called("智增增")
                        .quirks(Relays::codeAndMsg)
                        .can(TOOLS, VISION, EMBEDDINGS, IMAGES),
                openAi("kuaiai", "Kuai AI", "https://api.kuaiai.app/v1")
                        .usually(GPT)
                        .called("快 AI")
                        .quirks(Relays::codeAndMsg)
                        .can(TOOLS, VISION, EMBEDDINGS, IMAGES),
                openAi("aihubmix", "AiHubMix", "https://aihubmix.com/v1")
                        .can(TOOLS, VISION, EMBEDDINGS, IMAGES)
                        .docs("docs.aihubmix.com"),
                openAi("302ai", "302.AI", "https://api.302.ai/v1")
                        .alias("302.ai")
                        .can(TOOLS, VISION, EMBEDDINGS, IMAGES)
                        .docs("302.ai"));
    }

    /** Errors come with status 200, a {@code code} other than 0 and no choices. */
    private static QuirksBuilder codeAndMsg(QuirksBuilder says) {
        return says.read()
                .search(new VendorSearch.AsSaid())
                .errors(
                        ErrorTable.NONE
                                .withWords(429, QUOTA, "余额|balance")
                                .withWords(401, "", "key"));
    }
}
