package dev.sluice.providers;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An Azure OpenAI address, repaired: the resource root, {@code /openai}, {@code /openai/v1}, or a
 * whole address copied from the portal, such as {@code
 * https://r.openai.azure.com/openai/deployments/gpt/chat/completions?api-version=2024-10-21}.
 *
 * @param origin the place to connect to
 * @param root path before {@code /openai}, mostly empty
 * @param v1 whether the address names the undated surface
 * @param deployment the deployment that the address names, or null
 * @param apiVersion the version that the address names, or null
 */
public record AzureBase(
        Origin origin,
        String root,
        boolean v1,
        @Nullable String deployment,
        @Nullable String apiVersion) {
    private static final String DEPLOYMENTS = "/openai/deployments/";

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException with a sentence that shows the value and what was expected
     */
    public static AzureBase parse(String text) {
        String address = text.strip();
        int mark = address.indexOf('?');
        BaseUrl base = BaseUrl.parse(mark < 0 ? address : address.substring(0, mark));
        @Nullable String version =
                mark < 0 ? null : parameter(address.substring(mark + 1), "api-version");
        String path = base.path();
        int named = path.indexOf(DEPLOYMENTS);
        if (named >= 0) {
            String rest = path.substring(named + DEPLOYMENTS.length());
            int slash = rest.indexOf('/');
            String deployment = slash < 0 ? rest : rest.substring(0, slash);
            return new AzureBase(
                    base.origin(), path.substring(0, named), false, decoded(deployment), version);
        }
        boolean v1 = path.endsWith("/openai/v1");
        String root = path;
        for (String tail : new String[] {"/openai/v1", "/openai/deployments", "/openai"}) {
            if (root.endsWith(tail)) {
                root = root.substring(0, root.length() - tail.length());
                break;
            }
        }
        return new AzureBase(base.origin(), root, v1, null, version);
    }

    /** Returns the undated surface, {@code /openai/v1}, where the model is the deployment. */
    public Address.OpenAiBase openAi() {
        return new Address.OpenAiBase(origin, root + "/openai/v1");
    }

    private static @Nullable String parameter(String query, String name) {
        for (String pair : query.split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                return decoded(pair.substring(name.length() + 1));
            }
        }
        return null;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return text; // a stray percent sign stands for itself
        }
    }
}
