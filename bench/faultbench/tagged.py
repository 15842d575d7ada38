"""
Calls and answers that carry a tag, and the judge of what came back.

Every call has a tag of its own in its message; whoever answers puts the tag into every piece of the answer. So an answer, or
a piece of one, that reached the wrong caller is recognised wherever it turns up.
"""

import json
import re
from dataclasses import dataclass

PIECES = 4
TAG = re.compile(rb"tag:([0-9a-z.]+)")
PIECE = re.compile(rb"<([0-9a-z.]+):\d+>")


# ---- what is asked ----

def call(token, tag, stream, close=False):
    """The bytes of a chat call."""
    body = json.dumps({"model": "any", "stream": stream, "messages": [{"role": "user", "content": "tag:" + tag}]}).encode()
    words = (f"POST /v1/chat/completions HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {token}\r\n"
             f"content-type: application/json\r\ncontent-length: {len(body)}\r\n" + ("connection: close\r\n" if close else ""))
    return words.encode() + b"\r\n" + body


@dataclass(slots=True)
class Asked:
    """What an upstream has to know of a call."""

    tag: str
    stream: bool
    usage: bool
    model: str


def asked(body):
    """Reads a call's body; a fake upstream believes nobody, so that one without a tag is its own kind of error."""
    found = TAG.search(body)
    try:
        parsed = json.loads(body or b"{}")
    except ValueError:
        parsed = {}
    usage = isinstance(parsed.get("stream_options"), dict) and bool(parsed["stream_options"].get("include_usage"))
    return Asked(found.group(1).decode() if found else "untagged", parsed.get("stream") is True, usage,
                 str(parsed.get("model", "")))


# ---- what is answered ----

def pieces(tag, count=PIECES):
    return [f"<{tag}:{number}>" for number in range(count)]


def text(tag, count=PIECES):
    return "".join(pieces(tag, count))


def _frame(asked_for, choices, **more):
    return b"data: " + json.dumps({
        "id": "chatcmpl-" + asked_for.tag, "object": "chat.completion.chunk", "created": 1700000000, "model": asked_for.model,
        "choices": choices, **more}).encode() + b"\n\n"


def frames(asked_for, count=PIECES):
    """The events of a whole stream: the role, `count` pieces of content, the finish, usage where asked for, [DONE]."""
    def choice(delta, finish=None):
        return [{"index": 0, "delta": delta, "finish_reason": finish}]

    found = [_frame(asked_for, choice({"role": "assistant", "content": ""}))]
    found += [_frame(asked_for, choice({"content": piece})) for piece in pieces(asked_for.tag, count)]
    found.append(_frame(asked_for, choice({}, "stop")))
    if asked_for.usage:
        found.append(_frame(asked_for, [], usage={"prompt_tokens": 5, "completion_tokens": count, "total_tokens": 5 + count}))
    found.append(b"data: [DONE]\n\n")
    return found


def completion(asked_for):
    """The body of a whole answer that is not a stream."""
    return json.dumps({
        "id": "chatcmpl-" + asked_for.tag, "object": "chat.completion", "created": 1700000000, "model": asked_for.model,
        "choices": [{"index": 0, "finish_reason": "stop",
                     "message": {"role": "assistant", "content": text(asked_for.tag)}}],
        "usage": {"prompt_tokens": 5, "completion_tokens": PIECES, "total_tokens": 5 + PIECES}}).encode()


# ---- what came back ----

RIGHT = "right"  # the whole answer, and the caller's own
TOLD = "told"  # a stream that had begun ended in exactly one error event and [DONE]
REFUSED = "refused"  # a complete answer with an error's status
CUT = "cut"  # the answer, or the connection, ended before it was complete
WRONG = "wrong"  # a complete answer with status 200 that is not the answer


@dataclass(slots=True)
class Judgement:
    """What an outcome is worth; `why` is for people, `strangers` are other callers' tags that were in it."""

    verdict: str
    why: str = ""
    strangers: tuple = ()


def judge(outcome, count=PIECES):
    """Judges an outcome of the client (see client.Outcome)."""
    own = outcome.tag.encode()
    found = set(PIECE.findall(outcome.body)) if outcome.body else set()
    strangers = tuple(sorted(tag.decode() for tag in found if tag != own))
    verdict, why = _verdict(outcome, count)
    if strangers:
        verdict, why = WRONG, "another caller's words"
    return Judgement(verdict, why, strangers)


def _verdict(outcome, count):
    if outcome.error:
        return CUT, f"{outcome.error} {outcome.phase}"
    if outcome.status != 200:
        return REFUSED, str(outcome.status)
    if "text/event-stream" in outcome.headers.get("content-type", ""):
        return _stream(outcome, count) if outcome.stream else (WRONG, "a stream that nobody asked for")
    return (WRONG, "no stream") if outcome.stream else _whole(outcome)


def _whole(outcome):
    try:
        answer = json.loads(outcome.body)
        said = answer["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError):
        return WRONG, "not an answer"
    return (RIGHT, "") if said == text(outcome.tag) else (WRONG, "another text")


def _stream(outcome, count):
    events = bytes(outcome.body).split(b"\n\n")
    if events.pop():
        return WRONG, "a torn event"
    events = [event for event in events if not event.startswith(b":")]
    if not events or events[-1] != b"data: [DONE]" or events.count(b"data: [DONE]") != 1:
        return WRONG, "no [DONE] at the end"
    said, finished, errors = "", 0, []
    for place, event in enumerate(events[:-1]):
        try:
            chunk = json.loads(event.removeprefix(b"data: "))
        except ValueError:
            return WRONG, "a torn event"
        if "error" in chunk and chunk["error"] is not None:
            errors.append(place)
            continue
        for choice in chunk.get("choices", ()):
            said += choice["delta"].get("content") or ""
            finished += choice.get("finish_reason") is not None
    expected = text(outcome.tag, count)
    if not errors:
        return (RIGHT, "") if said == expected and finished == 1 else (WRONG, "a false end")
    if errors != [len(events) - 2] or finished or not expected.startswith(said):
        return WRONG, "an error event among others"
    if len(events) == 2:
        return WRONG, "an error event as the whole answer"
    return TOLD, "after content" if said else "before content"
