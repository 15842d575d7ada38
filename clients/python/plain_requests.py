"""`requests` without any SDK: the reader loops of seeds 001, 002 and 003, which forgive nothing."""

import json
import sys

import requests

from harness import (
    BASE, COMPATIBLE, OPEN_BASE, OPENAI, TUNED, Skipped, equal, last_json, main, seen,
)

URL = BASE + "/v1/chat/completions"


def bearer(key):
    return {"Authorization": "Bearer " + key}


def read_001(response):
    """Seed 001's loop: the first five characters cut, `choices[0]` read from every event."""
    said = ""
    for line in response.iter_lines():
        line_str = str(line, encoding="utf-8")
        if line_str.startswith("data:"):
            if line_str.startswith("data: [DONE]"):
                return said
            delta = json.loads(line_str[5:].strip())["choices"][0]["delta"]
            if "content" in delta:
                said += delta["content"]
    raise AssertionError("the stream ended without [DONE]")


def read_003(response):
    """Seed 003's loop: six characters cut from every line, `content` read from every delta."""
    said = []
    for chunk in response.iter_lines():
        if not chunk:
            continue
        json_str = chunk.decode("utf-8")
        if json_str[6:] == "[DONE]":
            return "".join(said)
        chunk = json.loads(json_str[6:])
        if "choices" in chunk and len(chunk["choices"]) > 0:
            choice = chunk["choices"][0]
            if "delta" in choice:
                said.append(choice["delta"]["content"])
    raise AssertionError("the stream ended without [DONE]")


def ask_001(url, headers):
    data = {
        "model": "chatglm2-6b",
        "messages": [
            {"role": "system", "content": "你是一个人工智能助理"},
            {"role": "user", "content": "你好"},
        ],
        "stream": True,
    }
    return requests.post(url, headers=headers, data=json.dumps(data), timeout=20)


def test_seed_001_loop():
    response = ask_001(URL, {"Content-Type": "application/json", **bearer(COMPATIBLE)})
    equal(response.status_code, 200)
    equal(read_001(response), "You said: 你好")


def test_seed_001_without_any_key():
    response = ask_001(URL, {"Content-Type": "application/json"})
    equal(response.status_code, 401)
    equal(response.json()["error"]["type"], "invalid_request_error")
    if not OPEN_BASE:
        raise Skipped("no gateway in open mode was started")
    response = ask_001(OPEN_BASE + "/v1/chat/completions", {"Content-Type": "application/json"})
    equal(read_001(response), "You said: 你好")


def test_seed_002_body_without_model():
    headers = {"Content-Type": "application/json", "Accept": "application/json", **bearer(TUNED)}
    params = {"user": "张三", "messages": [{"role": "user", "content": "1+100="}]}
    reply = requests.post(URL, json.dumps(params), headers=headers, timeout=20)
    equal(reply.json()["choices"][0]["message"]["content"], "You said: 1+100=")
    equal((last_json(TUNED)["model"], last_json(TUNED)["user"]), ("tuned-model", "张三"))


def ask_003(content, stream, model="gpt-4o"):
    data = {"model": model, "messages": [{"role": "user", "content": content}],
            "temperature": 0.7, "stream": stream, "max_tokens": 2048}
    # No Content-Type: requests sends none for a string body.
    return requests.post(url=URL, headers=bearer(OPENAI), data=json.dumps(data), stream=stream,
                         timeout=20)


def test_seed_003_strict_loop():
    image = {"type": "image_url", "image_url": {"url": "data:image/jpeg;base64,/9j/4AAQ"}}
    parts = [{"type": "text", "text": "请详细描述图片"}, image]
    equal(read_003(ask_003(parts, True)), "You said: 请详细描述图片 [images: 1]")
    equal(read_003(ask_003(parts[:1], True)), "You said: 请详细描述图片")


def test_seed_003_without_stream():
    reply = ask_003([{"type": "text", "text": "hi"}], False)
    equal(reply.json()["choices"][0]["message"]["content"], "You said: hi")
    equal(reply.headers["content-type"].split(";")[0], "application/json")


def test_strict_loop_with_odd_upstreams():
    equal(read_003(ask_003("hi", True, "fake-zhipu")), "You said: hi")
    equal(read_003(ask_003("hi", True, "fake-sensitive")), "")


def test_wire_of_a_stream():
    response = ask_003("hi", True)
    equal(response.headers["content-type"].replace(" ", ""), "text/event-stream;charset=utf-8")
    equal(response.headers.get("content-encoding"), None)
    wire = response.content.decode("utf-8")
    assert wire.endswith("data: [DONE]\n\n"), wire[-40:]
    assert "\r" not in wire and "\n\n\n" not in wire
    for event in wire.removesuffix("\n\n").split("\n\n"):
        assert event.startswith("data: ") and "\n" not in event, event
    chunks = [json.loads(e[6:]) for e in wire.split("\n\n") if e.startswith("data: {")]
    for chunk in chunks:
        choice = chunk["choices"][0]
        assert isinstance(choice["delta"]["content"], str), chunk
        assert "index" in choice and "finish_reason" in choice and "error" not in chunk, chunk
    equal(sum(1 for c in chunks if c["choices"][0]["finish_reason"]), 1)


def test_error_in_a_stream_is_one_event_and_a_proper_end():
    for model in ("fake-error-midstream", "fake-cut"):
        wire = ask_003("hello world", True, model).content.decode("utf-8")
        events = wire.removesuffix("\n\n").split("\n\n")
        equal(events[-1], "data: [DONE]", model)
        error = json.loads(events[-2][6:])["error"]
        equal(sorted(error), ["code", "message", "param", "type"], model)
        for event in events[:-2]:
            assert "error" not in json.loads(event[6:]), event


def test_multipart_with_the_file_first():
    files = [("file", ("日本.mp3", b"\x00\x01\r\n--x", "audio/mpeg")), ("model", (None, "whisper-1"))]
    reply = requests.post(BASE + "/v1/audio/transcriptions", headers=bearer(OPENAI), files=files,
                          timeout=20)
    equal(reply.json()["text"], "file=日本.mp3 size=7 model=whisper-1")


def test_every_form_of_the_key():
    forms = [
        {"Authorization": "Bearer " + OPENAI}, {"Authorization": "bearer " + OPENAI},
        {"Authorization": OPENAI}, {"x-api-key": OPENAI}, {"api-key": OPENAI},
        {"Authorization": "Bearer Bearer " + OPENAI},
    ]
    body = json.dumps({"model": "gpt-4o", "messages": [{"role": "user", "content": "hi"}]})
    for form in forms:
        equal(requests.post(URL, headers=form, data=body, timeout=20).status_code, 200, str(form))
    assert all(OPENAI not in str(request) for request in seen())


def test_bad_json():
    reply = requests.post(URL, headers=bearer(OPENAI), data='{"model":', timeout=20)
    equal(reply.status_code, 400)
    equal(sorted(reply.json()["error"]), ["code", "message", "param", "type"])


def test_a_body_in_chunks():
    def pieces():
        yield b'{"model":"gpt-4o","messages":[{"role":"user",'
        yield b'"content":"in pieces"}]}'
    reply = requests.post(URL, headers=bearer(OPENAI), data=pieces(), timeout=20)
    equal(reply.json()["choices"][0]["message"]["content"], "You said: in pieces")


def test_one_connection_for_many_calls():
    with requests.Session() as session:
        for number in range(20):
            body = {"model": "gpt-4o", "messages": [{"role": "user", "content": str(number)}]}
            reply = session.post(URL, headers=bearer(OPENAI), json=body, timeout=20)
            equal(reply.json()["choices"][0]["message"]["content"], f"You said: {number}")
    assert len({request["connection"] for request in seen()}) < 10, "upstream connections not kept"


if __name__ == "__main__":
    main(sys.modules[__name__])
