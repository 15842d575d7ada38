"""
The ways in which an upstream fails, as data: what it sends, how it refuses, and what a client that meets it directly sees.

Times are short because the entries of the bench have short limits (LIMITS): a stall is one of any length.
"""

import email.utils
import json
import time
from dataclasses import dataclass
from typing import Callable

from . import tagged
from .fake import CLOSE, HOLD, RESET, healthy, stream_head
from .http1 import LAST_CHUNK, chunk, head

# The words of the entries that are tested; see docs/configuration.md.
LIMITS = {"connect_timeout": "2s", "first_byte_timeout": "2s", "idle_timeout": "2s", "timeout": "8s"}
PAUSE_SECONDS = 3  # what Retry-After asks for
TRICKLE = 0.1  # seconds per byte
SETTLE = 0.003  # so that what was sent has arrived before a reset destroys it


@dataclass
class Fault:
    """
    One way to fail. `script(asked, chance)` answers a call; `port` says what the port does instead (shut, HOLD or bytes: the
    last two for TLS only). `sees` is how a client that calls it directly tells: verdict and reason of tagged.judge, or several,
    for a plain call and for a stream.
    """

    name: str
    sees: tuple
    sees_stream: tuple | None = None
    script: Callable | None = None
    port: object = None
    tls: bool = False
    host: str = ""
    recovers: bool = True  # whether it is waited for that the deployment is back in use
    pause: float = 0.0  # seconds in which nobody may ask again
    valid: bool = False  # the answer is slow, and right


def _plain_head(body, **more):
    return head("HTTP/1.1 200 OK", {"content-type": "application/json", "content-length": len(body), **more})


def _event_bytes(asked, events):
    return b"".join(chunk(frame) for frame in tagged.frames(asked)[:events])


# ---- scripts: each takes what is asked, and a random.Random ----

def _reset_before_head(asked, chance):
    return [chance.random() * 0.01, RESET]


def _reset_mid_head(asked, chance):
    whole = stream_head() if asked.stream else _plain_head(tagged.completion(asked))
    return [whole[:chance.randrange(1, len(whole) - 3)], SETTLE, RESET]


def _reset_early(asked, chance):
    """After the head, with less than one whole event or body."""
    if not asked.stream:
        body = tagged.completion(asked)
        return [_plain_head(body) + body[:chance.randrange(0, len(body))], SETTLE, RESET]
    frame = tagged.frames(asked)[0]
    cut = chance.randrange(0, len(frame) - 1)
    return [stream_head() + (chunk(frame[:cut]) if cut else b""), SETTLE, RESET]


def _after_content(asked, chance, last):
    if not asked.stream:
        body = tagged.completion(asked)
        return [_plain_head(body) + body[:chance.randrange(len(body) // 2, len(body))], SETTLE, last]
    return [stream_head() + _event_bytes(asked, chance.randrange(2, 2 + tagged.PIECES)), SETTLE, last]


def _stall_after_head(asked, chance):
    return [stream_head() if asked.stream else _plain_head(tagged.completion(asked)), HOLD]


def _trickle_head(asked, chance):
    whole = stream_head() if asked.stream else _plain_head(tagged.completion(asked))
    return _trickled(whole[:80]) + [HOLD]


def _trickle_body(asked, chance):
    """The first bytes of the body one by one, then the rest: slow, and right."""
    if not asked.stream:
        body = tagged.completion(asked)
        return [_plain_head(body), *_trickled(body[:12]), body[12:]]
    first, *others = tagged.frames(asked)
    start = [step for byte in first[:12] for step in (chunk(bytes([byte])), TRICKLE)]
    return [stream_head(), *start, chunk(first[12:]) + b"".join(map(chunk, others)) + LAST_CHUNK]


def _trickled(data):
    return [step for byte in data for step in (bytes([byte]), TRICKLE)]


def _too_long(asked, chance):
    """Announces more than it sends, and closes."""
    if not asked.stream:
        body = tagged.completion(asked)
        return [_plain_head(body + b"x" * 50) + body[:-10], CLOSE]
    events = b"".join(tagged.frames(asked)[:3])
    return [head("HTTP/1.1 200 OK", {"content-type": "text/event-stream", "content-length": len(events) + 500}) + events, CLOSE]


def _no_last_chunk(asked, chance):
    if not asked.stream:
        start = head("HTTP/1.1 200 OK", {"content-type": "application/json", "transfer-encoding": "chunked"})
        return [start + chunk(tagged.completion(asked)[:-10]), CLOSE]
    return [stream_head() + _event_bytes(asked, 3), CLOSE]


def _too_short(asked, chance):
    """Announces less than it sends: the rest lies on the connection, where the next answer is expected."""
    if not asked.stream:
        body = tagged.completion(asked)
        return [_plain_head(body[:-20]) + body]
    frame = b"".join(tagged.frames(asked))
    return [head("HTTP/1.1 200 OK", {"content-type": "text/event-stream", "content-length": 40}) + frame]


def _garbage(asked, chance):
    return [bytes(chance.randrange(128, 256) for _ in range(64)) + b"\r\n\r\n", SETTLE, CLOSE]


def _half_json(asked, chance):
    if not asked.stream:
        body = tagged.completion(asked)
        body = body[:len(body) // 2]
        return [_plain_head(body) + body]
    return [stream_head() + chunk(tagged.frames(asked)[0][:40] + b"\n\n") + LAST_CHUNK]


def _html(asked, chance):
    body = b"<!doctype html><html><head><title>502</title></head><body>Welcome to nginx!</body></html>"
    return [head("HTTP/1.1 200 OK", {"content-type": "text/html", "content-length": len(body)}) + body]


def _error_200(asked, chance):
    error = json.dumps({"error": {"message": "the model is down", "type": "server_error", "code": "internal_error"}}).encode()
    if asked.stream:
        return [stream_head() + chunk(b"data: " + error + b"\n\n") + chunk(b"data: [DONE]\n\n") + LAST_CHUNK]
    return [_plain_head(error) + error]


def refusal(status, headers=None, kind="server_error", code="overloaded"):
    """A script that refuses every call with a status. A header's value may be a function, called for each answer."""
    def script(asked, chance):
        more = {name: value() if callable(value) else value for name, value in (headers or {}).items()}
        body = json.dumps({"error": {"message": "no", "type": kind, "param": None, "code": code}}).encode()
        return [head(f"HTTP/1.1 {status} No", {"content-type": "application/json", "content-length": len(body), **more}) + body]

    return script


def _rate(name, value=None, **more):
    headers = {} if value is None else {"retry-after": value}
    script = refusal(429, headers, "rate_limit_error", "rate_limit_exceeded")
    return Fault(name, (tagged.REFUSED, "429"), script=script, **more)


def _date():
    return email.utils.formatdate(time.time() + PAUSE_SECONDS + 1, usegmt=True)  # whole seconds: at least PAUSE_SECONDS


def _cut(why):
    return (tagged.CUT, why)


FAULTS = [
    Fault("refused", _cut("refused connecting"), port="shut"),
    Fault("reset-before-head", _cut("reset before the head"), script=_reset_before_head),
    Fault("reset-mid-head", _cut("reset within the head"), script=_reset_mid_head),
    Fault("reset-before-content", _cut("reset"), script=_reset_early),
    Fault("reset-after-content", _cut("reset within the body"),
          script=lambda asked, chance: _after_content(asked, chance, RESET)),
    Fault("stall-before-head", _cut("timeout before the head"), script=lambda asked, chance: [HOLD]),
    Fault("stall-after-head", _cut("timeout before the body"), script=_stall_after_head),
    Fault("stall-after-content", _cut("timeout within the body"),
          script=lambda asked, chance: _after_content(asked, chance, HOLD)),
    Fault("trickle-head", _cut("timeout within the head"), script=_trickle_head),
    Fault("trickle-body", (tagged.RIGHT, ""), script=_trickle_body, valid=True),
    Fault("length-too-long", _cut("closed within the body"), script=_too_long),
    Fault("length-too-short", (tagged.WRONG, "not an answer"), (tagged.WRONG, "a torn event"), script=_too_short),
    Fault("no-last-chunk", _cut("closed within the body"), script=_no_last_chunk),
    Fault("garbage", _cut("malformed within the head"), script=_garbage),
    Fault("half-json", (tagged.WRONG, "not an answer"), (tagged.WRONG, "no [DONE] at the end"), script=_half_json),
    Fault("html", (tagged.WRONG, "not an answer"), (tagged.WRONG, "no stream"), script=_html),
    Fault("error-with-200", (tagged.WRONG, "not an answer"), (tagged.WRONG, "an error event as the whole answer"),
          script=_error_200),
    _rate("429-seconds", str(PAUSE_SECONDS), pause=PAUSE_SECONDS),
    _rate("429-date", _date, pause=PAUSE_SECONDS),
    _rate("429-absurd", "1000000000", pause=300, recovers=False),
    _rate("429-negative", "-5"),
    _rate("429-bare"),
    *[Fault(str(status), (tagged.REFUSED, str(status)), script=refusal(status)) for status in (500, 502, 503, 529)],
    Fault("401", (tagged.REFUSED, "401"), script=refusal(401, None, "invalid_request_error", "invalid_api_key")),
    Fault("tls-stall", _cut("timeout connecting"), port=HOLD, tls=True),
    Fault("tls-garbage", _cut("SSLError connecting"), port=b"SSH-2.0-OpenSSH_9.2\r\n", tls=True),
    Fault("dns", _cut("gaierror connecting"), host="upstream.invalid", recovers=False),
]


async def strike(fake, fault, chance):
    """Makes a fake fail from now on."""
    if fault.script:
        fake.script = lambda asked: fault.script(asked, chance)
    elif fault.port == "shut":
        fake.shut()
    elif fault.port is not None:
        fake.door = fault.port
        fake.drop()


async def lift(fake, fault):
    """Makes a fake well again; calls that it holds are dropped."""
    fake.script, fake.door = healthy, None
    if fault.port == "shut":
        await fake.open()
    for connection in list(fake.connections):
        if getattr(connection, "busy", True):
            connection.transport.abort()
