"""The official Python SDK: chat as its users write it (seeds 002 and 003)."""

import sys

import openai
from openai import OpenAI

from harness import (
    AZURE, BASE, BROKEN, COMPATIBLE, DOWN, OPENAI, TUNED, UPSTREAM_KEY,
    equal, header, last_json, main, raises, seen,
)

HI = [{"role": "user", "content": "Say this is a test"}]
WEATHER = {
    "type": "function",
    "function": {
        "name": "get_current_weather",
        "description": "Get the current weather in a given location",
        "parameters": {"type": "object", "properties": {"location": {"type": "string"}}},
    },
}


def client(key=OPENAI, base=BASE + "/v1", **options):
    return OpenAI(api_key=key, base_url=base, max_retries=0, timeout=20, **options)


def chat(key=OPENAI, base=BASE + "/v1", **body):
    body = {"model": "gpt-4o-mini", "messages": HI, **body}
    return client(key, base).chat.completions.create(**body)


def text(chunks):
    return "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)


def test_chat():
    reply = chat()
    equal(reply.choices[0].message.content, "You said: Say this is a test")
    equal(reply.choices[0].finish_reason, "stop")
    equal(reply.object, "chat.completion")
    assert reply.id.startswith("chatcmpl-") and reply._request_id, reply
    assert reply.usage.total_tokens == reply.usage.prompt_tokens + reply.usage.completion_tokens


def test_the_vendor_sees_its_own_key_only():
    chat()
    request = seen()[-1]
    equal(request["target"], "/v1/chat/completions")
    equal(header(request, "authorization"), ["Bearer " + UPSTREAM_KEY])
    assert OPENAI not in str(request), "the caller's key reached the vendor"


def test_chinese_and_emoji_round_trip():
    words = "请介绍一下你自己 👋🏽 — ünïcödé"
    reply = chat(messages=[{"role": "user", "content": words}])
    equal(reply.choices[0].message.content, "You said: " + words)
    streamed = chat(messages=[{"role": "user", "content": words}], stream=True)
    equal(text(streamed), "You said: " + words)


def test_stream_without_usage():
    chunks = list(chat(stream=True))
    equal(text(chunks), "You said: Say this is a test")
    equal({c.id for c in chunks}, {chunks[0].id}, "ids")
    equal({c.object for c in chunks}, {"chat.completion.chunk"}, "objects")
    equal([c for c in chunks if not c.choices], [], "chunks without choices")
    equal([c.choices[0].finish_reason for c in chunks if c.choices[0].finish_reason], ["stop"])
    equal(chunks[0].choices[0].delta.role, "assistant")


def test_stream_with_usage_on_request():
    chunks = list(chat(stream=True, stream_options={"include_usage": True}))
    empty = [c for c in chunks if not c.choices]
    equal(len(empty), 1, "chunks without choices")
    assert empty[0].usage.total_tokens > 0
    equal(text(chunks), "You said: Say this is a test")


def test_stream_helper_accumulates():
    with client().chat.completions.stream(model="gpt-4o-mini", messages=HI) as stream:
        for _ in stream:
            pass
        final = stream.get_final_completion()
    equal(final.choices[0].message.content, "You said: Say this is a test")


def test_several_choices():
    equal([c.index for c in chat(n=3).choices], [0, 1, 2])
    chunks = list(chat(n=2, stream=True))
    for index in (0, 1):
        parts = [c.choices[0] for c in chunks if c.choices[0].index == index]
        equal("".join(p.delta.content or "" for p in parts), "You said: Say this is a test")


def test_tools_round_trip():
    question = [{"role": "user", "content": "What's the weather like in Boston?"}]
    reply = chat(messages=question, tools=[WEATHER])
    equal(reply.choices[0].finish_reason, "tool_calls")
    call = reply.choices[0].message.tool_calls[0]
    equal(call.function.name, "get_current_weather")
    equal(call.function.arguments, '{"city":"Paris"}')
    history = question + [
        reply.choices[0].message.model_dump(exclude_none=True),
        {"role": "tool", "tool_call_id": call.id, "content": "sunny, 21 °C"},
    ]
    final = chat(messages=history, tools=[WEATHER])
    equal(final.choices[0].message.content, "The tool said: sunny, 21 °C")


def test_streamed_tool_calls_assemble():
    calls = {}
    second = {"type": "function", "function": {"name": "clock"}}
    for chunk in chat(messages=HI, tools=[WEATHER, second], stream=True):
        for part in chunk.choices[0].delta.tool_calls or []:
            call = calls.setdefault(part.index, {"name": "", "arguments": ""})
            call["name"] += part.function.name or ""
            call["arguments"] += part.function.arguments or ""
    equal([c["name"] for c in calls.values()], ["get_current_weather", "clock"])
    equal({c["arguments"] for c in calls.values()}, {'{"city":"Paris"}'})


def test_legacy_functions():
    functions = [{"name": "lookup", "parameters": {"type": "object", "properties": {}}}]
    reply = chat(functions=functions, function_call="auto")
    equal(reply.choices[0].finish_reason, "function_call")
    equal(reply.choices[0].message.function_call.name, "lookup")
    history = HI + [
        {"role": "assistant", "content": None,
         "function_call": {"name": "lookup", "arguments": "{}"}},
        {"role": "function", "name": "lookup", "content": "42"},
    ]
    equal(chat(messages=history, functions=functions).choices[0].message.content,
          "The tool said: 42")


def test_vision():
    parts = [
        {"type": "text", "text": "describe"},
        {"type": "image_url", "image_url": {"url": "data:image/jpeg;base64," + "A" * 200_000}},
        {"type": "image_url", "image_url": {"url": "https://example.invalid/a.png"}},
    ]
    reply = chat(messages=[{"role": "user", "content": parts}])
    equal(reply.choices[0].message.content, "You said: describe [images: 2]")
    equal(last_json()["messages"][0]["content"], parts, "parts at the upstream")


def test_parameters_arrive():
    sent = dict(stop=["x"], user="张三", presence_penalty=0.5, frequency_penalty=-0.5,
                logit_bias={"50256": -100}, seed=7, max_tokens=5, top_p=0.5, temperature=0.1)
    chat(**sent)
    body = last_json()
    equal({name: body.get(name) for name in sent}, sent)


def test_internet_flag_reaches_a_compatible_server():
    chat(COMPATIBLE, extra_body={"internet": True})
    equal(last_json(COMPATIBLE)["internet"], True)
    chat(COMPATIBLE)
    assert "internet" not in last_json(COMPATIBLE)


def test_entry_overrides_request():
    chat(TUNED, model="gpt-3.5-turbo", temperature=0.1, top_p=0.4)
    body = last_json(TUNED)
    equal((body["model"], body["temperature"], body["top_p"]), ("tuned-model", 0.8, 0.4))


def test_azure():
    reply = chat(AZURE)
    equal(reply.choices[0].message.content, "You said: Say this is a test")
    request = seen(AZURE)[-1]
    equal(request["target"],
          "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21")
    equal(header(request, "api-key"), [UPSTREAM_KEY])
    chunks = list(chat(AZURE, stream=True))
    equal([c for c in chunks if not c.choices], [], "chunks without choices")
    equal(text(chunks), "You said: Say this is a test")


def test_zhipu_like_upstream():
    reply = chat(COMPATIBLE, model="fake-zhipu")
    assert reply.request_id, reply
    equal(text(chat(COMPATIBLE, model="fake-zhipu", stream=True)), "You said: Say this is a test")


def test_sensitive():
    reply = chat(COMPATIBLE, model="fake-sensitive")
    equal((reply.choices[0].finish_reason, reply.choices[0].message.content), ("sensitive", ""))
    last = list(chat(COMPATIBLE, model="fake-sensitive", stream=True))[-1]
    equal(last.choices[0].finish_reason, "sensitive")


def test_every_spelling_of_the_base_address():
    endings = ["/v1", "/v1/", "", "/", "/openai", "/openai/v1", "/api/paas/v4", "/api/v1",
               "//v1", "/v1/v1", "/v1/chat/completions"]
    for ending in endings:
        reply = chat(base=BASE + ending)
        equal(reply.choices[0].message.content, "You said: Say this is a test", ending or "none")


def test_module_level_base_url_without_slash():
    openai.api_key, openai.base_url, openai.max_retries = OPENAI, BASE + "/v1", 0
    try:
        reply = openai.chat.completions.create(model="gpt-4o-mini", messages=HI)
        equal(reply.choices[0].message.content, "You said: Say this is a test")
    finally:
        openai.api_key = openai.base_url = None


def test_unknown_key():
    error = raises(openai.AuthenticationError, lambda: chat("sk-openai-not-ours"))
    equal((error.status_code, error.code), (401, "invalid_api_key"))
    assert error.request_id, "x-request-id is missing"


def test_unknown_model():
    error = raises(openai.NotFoundError, lambda: chat(model="no-such-model"))
    equal(error.code, "model_not_found")


def test_rate_limit():
    for stream in (False, True):
        error = raises(openai.RateLimitError, lambda: chat(model="fake-429", stream=stream))
        equal((error.code, error.type), ("rate_limit_exceeded", "requests"))


def test_bad_parameters_name_the_parameter():
    wrong = {"temperature": 2.1, "top_p": -0.1, "max_tokens": 0, "presence_penalty": 3, "n": 0}
    for name, value in wrong.items():
        error = raises(openai.BadRequestError, lambda: chat(**{name: value}))
        equal((error.type, error.param), ("invalid_request_error", name))


def test_bad_messages():
    for messages in ("hi", []):
        error = raises(openai.BadRequestError, lambda: chat(messages=messages))
        equal(error.param, "messages")


def test_vendor_refuses_the_gateways_credential():
    error = raises(openai.APIStatusError, lambda: chat(BROKEN))
    equal((error.status_code, error.code), (502, "upstream_auth"))


def test_vendor_is_down():
    error = raises(openai.APIStatusError, lambda: chat(DOWN))
    equal(error.status_code, 502)
    assert "127.0.0.1" not in str(error), "the upstream's address is in the error"


def test_server_errors():
    for model, status in (("fake-500", 500), ("fake-503", 503)):
        error = raises(openai.InternalServerError, lambda: chat(model=model))
        equal(error.status_code, status)


def test_error_inside_a_200():
    error = raises(openai.APIStatusError, lambda: chat(COMPATIBLE, model="fake-error-in-200"))
    assert error.status_code >= 500 and "overloaded" in error.message, error


def test_error_in_the_middle_of_a_stream():
    for model in ("fake-error-midstream", "fake-cut"):
        received = []
        error = raises(openai.APIError, lambda: received.extend(chat(model=model, stream=True)))
        assert error.message, model


def test_retries_after_a_refused_call_are_the_sdks_own():
    reply = OpenAI(api_key=OPENAI, base_url=BASE + "/v1").chat.completions.with_raw_response.create(
        model="gpt-4o-mini", messages=HI)
    equal(reply.status_code, 200)
    assert reply.headers["content-type"].startswith("application/json"), reply.headers
    assert reply.headers["x-request-id"]


def test_leaving_a_stream_early_frees_the_upstream():
    import time
    stream = chat(model="fake-slow", stream=True)
    next(iter(stream))
    stream.close()
    deadline = time.monotonic() + 5
    while not seen()[-1]["disconnected"]:
        assert time.monotonic() < deadline, "the upstream was not cancelled"
        time.sleep(0.02)


if __name__ == "__main__":
    main(sys.modules[__name__])
