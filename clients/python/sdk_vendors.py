"""The official Python SDK against every vendor that has a language of its own, through the gateway.

Each vendor is a fake that refuses what the vendor refuses and repeats what the user says, so that a wrong request is a
failure here and not only a wrong answer.
"""

import json
import os
import sys
import urllib.request

import openai
from openai import OpenAI

from harness import Skipped, equal, main, raises

BASE = os.environ.get("SLUICE_VENDORS_BASE", "")
with open(os.environ["FAKES_JSON"], encoding="utf-8") as ports:
    PORTS = json.load(ports)

PNG = ("data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5E"
       "rkJggg==")
WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather in a city",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
    },
}


class Vendor:
    """A virtual key, the fake behind it, and what the vendor has a word for."""

    def __init__(self, key, model, fake=None, tools=False, pictures=False, sensitive=None, usage=True, search=None):
        self.key, self.model, self.fake = key, model, fake or key
        self.tools, self.pictures, self.sensitive, self.usage = tools, pictures, sensitive, usage
        self.search = search

    def client(self):
        return OpenAI(api_key=self.key, base_url=BASE + "/v1", max_retries=0, timeout=20)

    def chat(self, words="Say this is a test", **body):
        body = {"model": self.model, "messages": [{"role": "user", "content": words}], **body}
        return self.client().chat.completions.create(**body)

    def seen(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{PORTS[self.fake]}/__requests") as answer:
            return json.load(answer)["requests"]

    def reset(self):
        urllib.request.urlopen(f"http://127.0.0.1:{PORTS[self.fake]}/__reset", data=b"").read()


VENDORS = [
    Vendor("claude", "claude-sonnet-4-5", tools=True, pictures=True),
    Vendor("claude-2", "claude-2.1", fake="claude", usage=False),
    Vendor("claude-web", "claude-2", usage=False),
    Vendor("gemini", "gemini-2.5-flash", tools=True, pictures=True),
    Vendor("cohere", "command-a-03-2025", tools=True, pictures=True),
    Vendor("bedrock", "anthropic.claude-sonnet-4-5-20250929-v1:0", tools=True, pictures=True),
    Vendor("ollama", "llama3.2-vision", tools=True, pictures=True),
    Vendor("qwen", "qwen-plus", tools=True, pictures="qwen-vl-plus", search='"enable_search":true'),
    Vendor("wenxin", "ERNIE-4.0-8K", tools=True, search='"disable_search":false'),
    Vendor("hunyuan", "hunyuan-turbo", tools=True, search='"EnableEnhancement":true'),
    Vendor("zhipu-v3", "chatglm_turbo", sensitive="sensitive"),
    Vendor("zhipu-v4", "glm-4-plus", tools=True, pictures="glm-4v-plus", sensitive="sensitive",
           search='"type":"web_search"'),
    Vendor("tigerbot", "tigerbot-70b-chat", sensitive="sensitive", search='"internet":true'),
    Vendor("tigerbot-native", "tigerbot-70b-chat", fake="tigerbot", sensitive="sensitive", search='"internet":true'),
    Vendor("skylark", "skylark-chat"),
    Vendor("spark", "generalv3.5", tools=True, sensitive="sensitive"),
    Vendor("bing", "creative", usage=False),
    Vendor("coze", "bot-1"),
    Vendor("dify", "app"),
]


def text(chunks):
    return "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)


def vendor_tests(vendor):
    """The tests of one vendor, by name."""

    def whole():
        reply = vendor.chat("请介绍一下你自己 hello 👋")
        words = reply.choices[0].message.content
        assert "请介绍一下你自己 hello 👋" in words, words
        equal(reply.choices[0].finish_reason, "stop")
        equal(reply.object, "chat.completion")
        assert reply.id and reply.created and reply.model, reply
        assert reply.usage.total_tokens == reply.usage.prompt_tokens + reply.usage.completion_tokens > 0, reply.usage

    def streamed():
        chunks = list(vendor.chat("请介绍一下你自己 hello 👋", stream=True, stream_options={"include_usage": True}))
        assert "请介绍一下你自己 hello 👋" in text(chunks), text(chunks)
        equal(len({(c.id, c.model, c.created, c.object) for c in chunks}), 1, "identities of the chunks")
        equal([c.choices[0].finish_reason for c in chunks if c.choices and c.choices[0].finish_reason], ["stop"])
        assert chunks[-1].usage.total_tokens > 0 and not chunks[-1].choices, chunks[-1]
        assert all(c.choices for c in vendor.chat(stream=True)), "a usage chunk that nobody asked for"

    def conversation():
        reply = vendor.chat(messages=[
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "one"},
            {"role": "assistant", "content": "uno"},
            {"role": "user", "content": "two"},
        ])
        assert "two" in reply.choices[0].message.content, reply

    def parameters():
        reply = vendor.chat(temperature=0.3, max_tokens=100, stop=["###"], top_p=0.8)
        assert reply.choices[0].message.content, reply

    def tools():
        asked = [{"role": "user", "content": "How is the weather in Rome?"}]
        first = vendor.chat(messages=asked, tools=[WEATHER])
        equal(first.choices[0].finish_reason, "tool_calls")
        call = first.choices[0].message.tool_calls[0]
        equal(call.function.name, "get_weather")
        json.loads(call.function.arguments)
        asked += [first.choices[0].message.model_dump(exclude_none=True),
                  {"role": "tool", "tool_call_id": call.id, "content": '{"sky": "clear"}'}]
        second = vendor.chat(messages=asked, tools=[WEATHER])
        equal(second.choices[0].finish_reason, "stop")
        assert second.choices[0].message.content, second

    def streamed_tools():
        name, arguments, reasons = "", "", []
        for chunk in vendor.chat("How is the weather in Rome?", tools=[WEATHER], stream=True):
            for call in chunk.choices[0].delta.tool_calls or []:
                name += call.function.name or ""
                arguments += call.function.arguments or ""
            reasons += [chunk.choices[0].finish_reason] if chunk.choices[0].finish_reason else []
        equal(name, "get_weather")
        json.loads(arguments)
        equal(reasons, ["tool_calls"])

    def legacy_functions():
        reply = vendor.chat("How is the weather?", functions=[WEATHER["function"]])
        equal(reply.choices[0].message.function_call.name, "get_weather")
        equal(reply.choices[0].finish_reason, "function_call")

    def picture():
        model = vendor.pictures if isinstance(vendor.pictures, str) else vendor.model
        reply = vendor.chat(model=model, messages=[{"role": "user", "content": [
            {"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": PNG}}]}])
        assert "1" in reply.choices[0].message.content, reply

    def sensitive():
        reply = vendor.chat("敏感")
        equal(reply.choices[0].finish_reason, vendor.sensitive)
        equal(reply.choices[0].message.content, "")
        chunks = list(vendor.chat("敏感", stream=True))
        equal([c.choices[0].finish_reason for c in chunks if c.choices[0].finish_reason], [vendor.sensitive])
        equal(text(chunks), "")

    def internet():
        vendor.reset()
        vendor.chat()
        assert vendor.search not in compact(vendor), "searched unasked"
        vendor.chat(extra_body={"internet": True})
        assert vendor.search in compact(vendor), vendor.seen()[-1]["body"]

    tests = {"whole": whole, "streamed": streamed, "conversation": conversation, "parameters": parameters}
    if vendor.tools:
        tests |= {"tools": tools, "streamed tools": streamed_tools, "legacy functions": legacy_functions}
    if vendor.pictures:
        tests["picture"] = picture
    if vendor.sensitive:
        tests["sensitive"] = sensitive
    if vendor.search:
        tests["internet"] = internet
    return tests


def compact(vendor):
    return json.dumps(json.loads(vendor.seen()[-1]["body"]), separators=(",", ":"))


def test_errors_of_vendors_come_in_one_envelope():
    for key, model in (("claude", "fake-429"), ("gemini", "fake-429"), ("qwen", "fake-429"), ("cohere", "fake-429")):
        error = raises(openai.RateLimitError, lambda: find(key).chat(model=model))
        assert error.body["message"] and "code" in error.body, error.body
    for key in ("claude", "gemini", "qwen", "cohere", "zhipu-v4", "bedrock", "ollama"):
        error = raises(openai.InternalServerError, lambda: find(key).chat(model="fake-500"))
        assert error.status_code >= 500, error


def test_a_stream_that_is_cut_ends_with_an_error():
    for key in ("claude", "gemini", "qwen", "cohere", "zhipu-v4", "bedrock", "ollama"):
        raises(openai.APIError, lambda: list(find(key).chat(model="fake-cut", stream=True)))


def test_spark_says_what_moderation_did():
    chunks = list(find("spark").chat("fake-sensitive", stream=True))
    equal([c.choices[0].finish_reason for c in chunks if c.choices[0].finish_reason], ["sensitive"])


def test_dropped_parameters_are_named():
    raw = find("claude").client().chat.completions.with_raw_response.create(
        model="claude-sonnet-4-5", messages=[{"role": "user", "content": "hi"}], seed=7, presence_penalty=1)
    dropped = raw.headers["x-sluice-dropped"]
    assert "seed" in dropped and "presence_penalty" in dropped, dropped
    error = raises(openai.BadRequestError, lambda: find("claude").chat(seed=7, extra_headers={"x-sluice-strict": "true"}))
    equal(error.body["param"], "seed")


def test_the_token_of_wenxin_is_fetched_once():
    vendor = find("wenxin")
    vendor.chat()
    vendor.reset()
    for _ in range(4):
        vendor.chat()
    equal([r["path"] for r in vendor.seen() if "oauth" in r["path"]], [])


def test_code_and_msg():
    relay = Vendor("relay", "gpt-4o", fake="compatible")
    reply = relay.chat()
    equal((reply.code, reply.msg), (0, "ok"))
    error = raises(openai.RateLimitError, lambda: relay.chat(model="fake-429"))
    assert error.response.json()["code"] != 0 and error.response.json()["msg"], error.response.text


def test_only_chat_is_served_where_the_vendor_has_only_chat():
    error = raises(openai.APIStatusError, lambda: find("claude").client().embeddings.create(model="m", input="x"))
    equal(error.status_code, 501)


def test_what_is_gone_says_so():
    for gone in (lambda: find("claude-web").chat("fake-gone"), lambda: Vendor("retired", "creative", fake="bing").chat()):
        error = raises(openai.APIStatusError, gone)
        equal((error.status_code, error.code), (410, "provider_retired"))


def find(key):
    return next(v for v in VENDORS if v.key == key)


if not BASE:
    def test_vendors():
        raise Skipped("the gateway before the other vendors did not start")
else:
    for one in VENDORS:
        for title, test in vendor_tests(one).items():
            setattr(sys.modules[__name__], f"test_{one.key}: {title}", test)

if __name__ == "__main__":
    main(sys.modules[__name__])
