package dev.sluice.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/**
 * Azure OpenAI as far as a client can tell: a script for {@link FakeUpstream#start(Function)}.
 *
 * <p>The dated surface needs {@code api-version} and takes the model from the path; the v1 surface
 * takes it from the body. Both want the key in {@code api-key}. Streams begin with the chunk that
 * OpenAI does not have: no choices, and the prompt's filter results.
 *
 * <p>Source: Azure's OpenAI REST reference and the recordings, November 2026.
 */
public final class FakeAzure implements Function<Request, Answer> {
    private static final Pattern DEPLOYMENT = Pattern.compile("/openai/deployments/([^/]+)(/.+)");
    private static final String FILTERED =
            """
            {"choices":[],"created":0,"id":"","model":"","object":"","prompt_filter_results":\
            [{"prompt_index":0,"content_filter_results":{"hate":{"filtered":false,"severity":\
            "safe"}}}]}\
            """;

    private final String key;
    private final Set<String> deployments;
    private final FakeOpenAi openAi;

    /** A resource with one key and these deployments. */
    public FakeAzure(String key, Set<String> deployments) {
        this.key = key;
        this.deployments = Set.copyOf(deployments);
        this.openAi = new FakeOpenAi(key, Strictness.VENDOR);
    }

    /** The one key that it accepts. */
    public String key() {
        return key;
    }

    @Override
    public Answer apply(Request request) {
        try {
            if (!request.headers().text("api-key").equals(key)) {
                return unauthorized();
            }
            Matcher dated = DEPLOYMENT.matcher(request.path());
            if (dated.matches()) {
                return dated(request, dated.group(1), dated.group(2));
            }
            if (request.path().startsWith("/openai/v1/")) {
                return filtered(named(request, request.path().substring("/openai/v1".length())));
            }
            return Answer.json(
                    404, "{\"error\":{\"code\":\"404\",\"message\":\"Resource not found\"}}");
        } catch (VendorError error) {
            return Answer.json(error.status(), error.document());
        }
    }

    private Answer dated(Request request, String deployment, String operation) {
        if (!request.query().containsKey("api-version")) {
            return Answer.json(
                    404, "{\"error\":{\"code\":\"404\",\"message\":\"Resource not found\"}}");
        }
        requireDeployment(URLDecoder.decode(deployment, UTF_8));
        return filtered(openAi.answer(renamed(request), operation));
    }

    private Answer named(Request request, String operation) {
        if (request.text().startsWith("{")) {
            requireDeployment(JsonBody.of(request).path("model").asString(""));
        }
        return openAi.answer(renamed(request), operation);
    }

    /** The answer names the model behind the deployment, whatever the body calls it. */
    private static Request renamed(Request request) {
        if (!request.text().startsWith("{")) {
            return request;
        }
        ObjectNode body = (ObjectNode) JsonBody.of(request);
        if (!body.path("model").asString("").startsWith("fake-")) {
            body.put("model", "gpt-4o");
        }
        return withBody(request, body.toString());
    }

    private void requireDeployment(String deployment) {
        if (!deployments.contains(deployment)) {
            throw VendorError.notFound(
                    "The API deployment for this resource does not exist.", "DeploymentNotFound");
        }
    }

    private static Answer filtered(Answer answer) {
        if (!(answer instanceof Answer.Sse sse)) {
            return answer;
        }
        List<String> events = new ArrayList<>();
        events.add("data: " + FILTERED + "\n\n");
        for (String event : sse.events()) {
            events.add(
                    event.replace(
                            "\"logprobs\":null,",
                            "\"content_filter_results\":{},\"logprobs\":null,"));
        }
        return new Answer.Sse(sse.status(), sse.headers(), events, sse.interval());
    }

    private static Request withBody(Request request, String body) {
        return new Request(
                request.method(),
                request.target(),
                request.headers(),
                body.getBytes(UTF_8),
                request.connection());
    }

    private static Answer unauthorized() {
        return Answer.json(
                401,
                """
                {"error":{"code":"401","message":"Access denied due to invalid subscription key or \
                wrong API endpoint."}}\
                """);
    }
}
