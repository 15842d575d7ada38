package dev.sluice.testkit;

import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The rules for a message to {@link FakeSpark}. */
final class SparkMessage {
    /** What a path's model is. */
    record Version(List<String> domains, int mostTokens, Set<String> skills) {}

    static final Map<String, Version> VERSIONS =
            Map.of(
                    "/v1.1/chat", version("lite,general", 4096, ""),
                    "/v2.1/chat", version("generalv2", 8192, ""),
                    "/v3.1/chat", version("generalv3", 8192, "search,functions"),
                    "/v3.5/chat", version("generalv3.5", 8192, "search,functions,system"),
                    "/v4.0/chat", version("4.0Ultra", 8192, "search,functions,system"),
                    "/chat/pro-128k", version("pro-128k", 131_072, "search,functions,system"),
                    "/chat/max-32k", version("max-32k", 32_768, "search,functions,system"),
                    "/v1/x1", version("spark-x,x1", 32_768, "search,thinking,system"));

    private final String appId;
    private final Version version;

    SparkMessage(String appId, String path) {
        this.appId = appId;
        this.version = VERSIONS.getOrDefault(path, version("", 0, ""));
    }

    private static Version version(String domains, int mostTokens, String skills) {
        return new Version(List.of(domains.split(",")), mostTokens, Set.of(skills.split(",")));
    }

    /** The code and the words of what is wrong, "" when nothing is. */
    String wrong(JsonNode message) {
        JsonNode header = message.path("header");
        JsonNode chat = message.path("parameter").path("chat");
        JsonNode payload = message.path("payload");
        if (!only(message, "header", "parameter", "payload")
                || !only(header, "app_id", "uid", "patch_id")
                || !only(message.path("parameter"), "chat")
                || !only(
                        chat,
                        "domain",
                        "temperature",
                        "top_k",
                        "max_tokens",
                        "chat_id",
                        "tools",
                        "thinking")
                || !only(payload, "message", "functions")) {
            return "10163 an unknown member, or none";
        }
        if (!header.path("app_id").asString("").equals(appId)) {
            return "10005 unknown app_id";
        }
        if (header.path("uid").asString("").length() > 32) {
            return "10163 uid is longer than 32";
        }
        if (!version.domains().contains(chat.path("domain").asString(""))) {
            return "10404 the domain does not belong to this path";
        }
        String wrong = parameters(chat);
        if (wrong.isEmpty()) {
            wrong = functions(payload.path("functions"));
        }
        return wrong.isEmpty() ? text(payload.path("message")) : wrong;
    }

    private String parameters(JsonNode chat) {
        double hottest = version.skills().contains("thinking") ? 2 : 1;
        JsonNode temperature = chat.path("temperature");
        if (!temperature.isMissingNode()
                && !(temperature.isNumber()
                        && temperature.asDouble() > 0
                        && temperature.asDouble() <= hottest)) {
            return "10163 temperature is out of range";
        }
        if (!between(chat.path("top_k"), 6)
                || !between(chat.path("max_tokens"), version.mostTokens())) {
            return "10163 top_k or max_tokens is out of range";
        }
        for (JsonNode tool : chat.path("tools")) {
            if (!version.skills().contains("search")
                    || !tool.path("type").asString("").equals("web_search")
                    || !tool.path("web_search").path("enable").isBoolean()) {
                return "10163 tools is not a web_search";
            }
        }
        return chat.has("thinking") && !version.skills().contains("thinking")
                ? "10163 thinking is unknown"
                : "";
    }

    private String functions(JsonNode functions) {
        if (functions.isMissingNode()) {
            return "";
        }
        if (!version.skills().contains("functions") || functions.path("text").isEmpty()) {
            return "10163 functions are unknown";
        }
        for (JsonNode function : functions.path("text")) {
            if (!only(function, "name", "description", "parameters")
                    || !function.path("name").isString()
                    || !function.path("description").isString()
                    || !function.path("parameters").isObject()) {
                return "10163 a function lacks a member";
            }
        }
        return "";
    }

    private String text(JsonNode message) {
        JsonNode text = message.path("text");
        if (!only(message, "text") || !text.isArray() || text.isEmpty()) {
            return "10163 payload.message.text is missing";
        }
        for (int i = 0; i < text.size(); i++) {
            JsonNode line = text.get(i);
            String role = line.path("role").asString("");
            boolean system = role.equals("system") && i == 0 && version.skills().contains("system");
            if (!only(line, "role", "content")
                    || !(system || role.equals("user") || role.equals("assistant"))
                    || line.path("content").asString("").isEmpty()) {
                return "10163 payload.message.text[" + i + "] is invalid";
            }
        }
        return text.get(text.size() - 1).path("role").asString("").equals("user")
                ? ""
                : "10163 the last line is not the user's";
    }

    private static boolean between(JsonNode number, int most) {
        return number.isMissingNode()
                || (number.isIntegralNumber() && number.asInt() >= 1 && number.asInt() <= most);
    }

    /** Whether it is an object with these members and no others. */
    static boolean only(JsonNode object, String... names) {
        return object.isObject() && Set.of(names).containsAll(object.propertyNames());
    }
}
