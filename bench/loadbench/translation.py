"""What a translated answer must be: derived once from the vendor's own, then kept for the load generator to compare with."""

import json
import os
import time

from . import rig as rigs

VENDORS = {"anthropic": "Anthropic", "gemini": "Gemini"}
SIZE, STREAMS = 1024, (2, 50, 500)  # bytes of a whole answer; events of the streams that are asked for
CLOCK_SLACK = 120


def _data(body):
    """The payloads of an event stream."""
    events = body.decode().replace("\r\n", "\n").split("\n\n")
    if events.pop() != "":
        raise ValueError("the stream ends within an event")
    return [line[6:] for event in events for line in event.split("\n") if line.startswith("data: ")]


def _anthropic(body, streams):
    if not streams:
        said = json.loads(body)
        usage = said["usage"]
        return {"id": said["id"], "model": said["model"], "texts": ["".join(block["text"] for block in said["content"])],
                "tokens": [usage["input_tokens"], usage["output_tokens"]], "ended": said["stop_reason"] == "end_turn"}
    events = [json.loads(data) for data in _data(body)]
    first = next(e["message"] for e in events if e["type"] == "message_start")
    last = next(e for e in events if e["type"] == "message_delta")
    return {"id": first["id"], "model": first["model"],
            "texts": [e["delta"]["text"] for e in events if e["type"] == "content_block_delta"],
            "tokens": [first["usage"]["input_tokens"], last["usage"]["output_tokens"]],
            "ended": last["delta"]["stop_reason"] == "end_turn" and events[-1]["type"] == "message_stop"}


def _gemini(body, streams):
    chunks = [json.loads(data) for data in _data(body)] if streams else [json.loads(body)]
    texts = [part["text"] for chunk in chunks for part in chunk["candidates"][0]["content"]["parts"]]
    usage = chunks[-1]["usageMetadata"]
    return {"id": chunks[0]["responseId"], "model": chunks[0]["modelVersion"], "texts": [text for text in texts if text],
            "tokens": [usage["promptTokenCount"], usage["candidatesTokenCount"]],
            "ended": chunks[-1]["candidates"][0]["finishReason"] == "STOP"}


def _openai(body, streams):
    """The same out of OpenAI's words, which must be whole: one identity, one role, one end, and the time of now."""
    if streams:
        data = _data(body)
        chunks = [json.loads(one) for one in data[:-1]]
        if data[-1] != "[DONE]" or chunks[-1]["choices"] or any(chunk.get("usage") for chunk in chunks[:-1]):
            raise ValueError("the stream does not end in usage and [DONE]")
        choices = [choice for chunk in chunks for choice in chunk["choices"]]
        said = [choice["delta"] for choice in choices]
        kind, roles = "chat.completion.chunk", [delta["role"] for delta in said if "role" in delta]
    else:
        chunks = [json.loads(body)]
        choices = chunks[0]["choices"]
        said = [choice["message"] for choice in choices]
        kind, roles = "chat.completion", [message["role"] for message in said]
    identities = {(chunk["id"], chunk["object"], chunk["created"], chunk["model"]) for chunk in chunks}
    if len(identities) != 1 or roles != ["assistant"] or any(choice["index"] for choice in choices):
        raise ValueError(f"identities {identities}, roles {roles}")
    identity, name, created, model = identities.pop()
    if name != kind or abs(created - time.time()) > CLOCK_SLACK:
        raise ValueError(f"object {name}, created {created}")
    finishes = [choice["finish_reason"] for choice in choices if choice["finish_reason"] is not None]
    usage = chunks[-1]["usage"]
    if usage["total_tokens"] != usage["prompt_tokens"] + usage["completion_tokens"]:
        raise ValueError(f"usage {usage}")
    return {"id": identity, "model": model, "texts": [one["content"] for one in said if one.get("content")],
            "tokens": [usage["prompt_tokens"], usage["completion_tokens"]],
            "ended": finishes == ["stop"] and choices[-1]["finish_reason"] == "stop"}


def learn(rig, target, vendor):
    """
    Asks the target once for each answer that will be asked for, holds it against what the mock says in the vendor's own
    words, and returns the directory where the load generator finds what it must expect; None for a target that relays,
    from which the vendor's own bytes must come.
    """
    place = os.path.join(rig.dir, f"expect-{target.name.replace(' ', '-')}") if target.translates else None
    if place:
        os.makedirs(place, exist_ok=True)
    key = rigs.VENDOR_KEYS[vendor]
    read = {"anthropic": _anthropic, "gemini": _gemini}[vendor]
    asked = [("answer", {"reply": SIZE}, f"{vendor}:{SIZE}:")]
    asked += [("stream", {"events": events}, f"{vendor}-sse:{events}:0:") for events in STREAMS]
    for mode, wish, name in asked:
        streams = mode == "stream"
        own = rig.body(mode, target=rig.mock_port, vendor=vendor, key=key, **wish)
        port = target.stream_port if streams else target.port
        came = rig.body(mode, target=port, vendor=vendor, key=key, **wish)
        try:
            meant = read(own, streams)
            if not meant["ended"] or len(meant["texts"]) != wish.get("events", 1):
                raise ValueError("the mock does not say what it should")
            if not target.translates:
                right = came == own
            else:
                right = _openai(came, streams) == meant
        except (ValueError, KeyError, IndexError, TypeError, StopIteration) as failure:
            raise RuntimeError(f"{target.name}, {name} cannot be read: {failure!r}: {came[-1500:]!r}") from failure
        if not right:
            raise RuntimeError(f"{target.name}, {name} is not what the vendor said: {came[-1500:]!r} for {own[-1500:]!r}")
        if place:
            with open(os.path.join(place, name), "wb") as file:
                file.write(came)
    return place
