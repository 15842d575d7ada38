"""OpenAI-speaking upstreams on loopback that do what a test tells them, and count what reaches them.

Unlike the fake vendors they can be slow, come down and up again, and say when the gateway hung up on them.
"""

import http.server
import json
import select
import socket
import sys
import threading
import time
from dataclasses import dataclass, field


@dataclass
class Hit:
    """One request: when it came, what it asked, and when the gateway hung up before it was answered."""

    model: str
    stream: bool
    asks_usage: bool = False
    at: float = field(default_factory=time.monotonic)
    cut_at: float = None
    done: bool = False


@dataclass(frozen=True)
class Behaviour:
    """What is done with every request.

    `delay` is the time to the head of the answer, `hesitation` that from the role-only chunk of a stream to its
    first content, `pause` that from there to the next, all in seconds. A stream with `breaks` ends without warning
    after its first content, one with `mute` before it. `usage` is what is stated, tokens in and out, on streams only
    when it was asked for; None: nothing.
    """

    status: int = 200
    code: str = None
    headers: tuple = ()
    delay: float = 0
    hesitation: float = 0
    pause: float = 0
    usage: tuple = (1, 2)
    finish: str = "stop"
    breaks: bool = False
    mute: bool = False


class Upstream:
    """One server. It listens from its making on; `down` and `up` take it away and bring it back at the same port."""

    def __init__(self, name):
        self.name = name
        self.behaviour = Behaviour()
        self.hits = []
        self.port = 0
        self._connections = set()
        self.up()

    @property
    def base(self):
        return f"http://127.0.0.1:{self.port}/v1"

    def behave(self, **how):
        self.behaviour = Behaviour(**how)

    def up(self):
        upstream = self

        class Bound(_Handler):
            owner = upstream

        self._server = _Server(("127.0.0.1", self.port), Bound)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def down(self):
        self._server.shutdown()
        self._server.server_close()
        for connection in list(self._connections):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # closed by the gateway in the meantime

    def cut_after(self, moment, seconds=5):
        """How long after the moment the gateway hung up on the latest request; waits for it."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.hits and self.hits[-1].cut_at is not None:
                return self.hits[-1].cut_at - moment
            time.sleep(0.01)
        raise AssertionError(f"the gateway did not hang up on {self.name}: {self.hits[-3:]}")


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        """A connection that the gateway resets is no news; what is wrong with this file is."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    owner = None

    def setup(self):
        super().setup()
        self.owner._connections.add(self.connection)

    def finish(self):
        self.owner._connections.discard(self.connection)
        try:
            super().finish()
        except OSError:
            pass

    def log_message(self, *_):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        if len(body) < int(self.headers["content-length"]):
            self.close_connection = True
            return  # called off before all of it was sent
        asked = json.loads(body)
        hit = Hit(asked.get("model"), bool(asked.get("stream")),
                  bool((asked.get("stream_options") or {}).get("include_usage")))
        self.owner.hits.append(hit)
        how = self.owner.behaviour
        try:
            if not self._wait(how.delay, hit):
                return
            if how.status != 200:
                self._refuse(how)
            elif hit.stream:
                self._stream(how, hit)
            else:
                self._whole(how, hit)
            hit.done = True
        except (BrokenPipeError, ConnectionResetError):
            hit.cut_at = time.monotonic()
            self.close_connection = True

    def _wait(self, seconds, hit):
        """Waits; false as soon as the other side has closed the connection."""
        readable, _, _ = select.select([self.connection], [], [], seconds)
        try:
            gone = bool(readable) and self.connection.recv(1, socket.MSG_PEEK) == b""
        except ConnectionResetError:
            gone = True
        if gone:
            hit.cut_at = time.monotonic()
            self.close_connection = True
        return not gone

    def _refuse(self, how):
        error = {"message": f"{self.owner.name} refuses", "type": "fake", "param": None, "code": how.code}
        self._json(how.status, {"error": error}, how.headers)

    def _whole(self, how, hit):
        choice = {"index": 0, "finish_reason": how.finish,
                  "message": {"role": "assistant", "content": f"from {self.owner.name}"}}
        self._json(200, {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": hit.model,
                         "choices": [choice], **self._usage(how)})

    @staticmethod
    def _usage(how):
        if not how.usage:
            return {}
        prompt, completion = how.usage
        return {"usage": {"prompt_tokens": prompt, "completion_tokens": completion,
                          "total_tokens": prompt + completion}}

    def _json(self, status, document, headers=()):
        body = json.dumps(document).encode()
        self.send_response(status)
        for name, value in (("content-type", "application/json"), ("content-length", str(len(body))), *headers):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, how, hit):
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        self._event(hit, {"role": "assistant", "content": ""})
        if not self._wait(how.hesitation, hit):
            return
        if how.mute:
            self.close_connection = True
            return
        self._event(hit, {"content": "from "})
        if how.breaks:
            self.close_connection = True
            return
        if not self._wait(how.pause, hit):
            return
        self._event(hit, {"content": self.owner.name})
        self._event(hit, {"content": ""}, how.finish)
        if hit.asks_usage and how.usage:
            self._send({"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": hit.model,
                        "choices": [], **self._usage(how)})
        self._chunk(b"data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")

    def _event(self, hit, delta, finish=None):
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        self._send({"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": hit.model,
                    "choices": [choice]})

    def _send(self, chunk):
        self._chunk(b"data: " + json.dumps(chunk).encode() + b"\n\n")

    def _chunk(self, data):
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
