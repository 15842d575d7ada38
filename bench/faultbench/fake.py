"""
A fake upstream: answers calls by scripts, and counts what happens to it.

A script is a list of steps: bytes to send, a number of seconds to wait, or one of RESET (RST), CLOSE (FIN), HOLD (nothing more,
ever). After a script's last step the connection takes the next call. What is wrong with an upstream is thus data, and the same
for every run of a seed.
"""

import asyncio
import socket

from . import tagged
from .client import reset
from .http1 import LAST_CHUNK, Malformed, Message, chunk, head

RESET, CLOSE, HOLD = "reset", "close", "hold"


class Attempt:
    """A call as an upstream has seen it; `ended` is when the connection was closed under it or the answer was complete."""

    __slots__ = ("asked", "arrived", "ended", "cut")

    def __init__(self, asked, arrived):
        self.asked, self.arrived, self.ended, self.cut = asked, arrived, None, False


def healthy(asked):
    """The script of a right answer; a stream comes in three parts."""
    if not asked.stream:
        body = tagged.completion(asked)
        return [head("HTTP/1.1 200 OK", {"content-type": "application/json", "content-length": len(body)}) + body]
    first, *contents = [chunk(frame) for frame in tagged.frames(asked)]
    return [stream_head() + first, 0.004, b"".join(contents[:2]), 0.004, b"".join(contents[2:]) + LAST_CHUNK]


def stream_head():
    return head("HTTP/1.1 200 OK", {"content-type": "text/event-stream", "transfer-encoding": "chunked"})


class _Upstream(asyncio.Protocol):
    """One connection to a fake."""

    def __init__(self, fake):
        self._fake, self._loop = fake, fake.loop
        self.transport = self.attempt = self._timer = None
        self._message, self._early = Message(response=False), b""
        self.busy = False

    def connection_made(self, transport):
        self.transport = transport
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._fake.connections.add(self)
        early, self._early = self._early, b""
        if early:
            self.data_received(early)

    def data_received(self, data):
        if self.busy or self.transport is None:  # a TLS connection may have bytes before it is made known
            self._early += data
            return
        try:
            self._early = self._message.feed(data)
        except Malformed:
            self._fake.malformed += 1
            self.transport.abort()
            return
        if self._message.complete:
            self._serve()

    def _serve(self):
        self.busy = True
        asked = tagged.asked(bytes(self._message.body))
        self.attempt = Attempt(asked, self._loop.time())
        self._fake.arrived(self.attempt)
        self._run(iter(self._fake.script(asked)))

    def _run(self, steps):
        self._timer = None
        for step in steps:
            if isinstance(step, bytes):
                self.transport.write(step)
            elif step == HOLD:
                return
            elif step == CLOSE:
                self._finished()
                self.transport.close()
                return
            elif step == RESET:
                self._finished()
                reset(self.transport)
                return
            else:
                self._timer = self._loop.call_later(step, self._run, steps)
                return
        self._finished()
        self._message = Message(response=False)
        early, self._early = self._early, b""
        if early:
            self.data_received(early)

    def _finished(self):
        self.busy = False
        if self.attempt:
            self.attempt.ended = self._loop.time()
            self._fake.finished(self.attempt)
            self.attempt = None

    def connection_lost(self, exc):
        self._fake.connections.discard(self)
        if self._timer:
            self._timer.cancel()
        if self.attempt:
            self.attempt.cut = True
            self._finished()


class Fake:
    """
    A fake upstream on a port of its own. `script` (asked -> steps) may be changed at any time; `attempts` holds those since
    the last `forget`, `active` is the number of calls under way.
    """

    def __init__(self, name, script=healthy, tls=None):
        self.name, self.script, self.tls = name, script, tls
        self.loop = asyncio.get_running_loop()
        self.connections, self.attempts = set(), []
        self.active = self.malformed = 0
        self.port, self._server, self.door = 0, None, None
        self.handshakes = set()

    @property
    def base(self):
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}/v1/"

    async def open(self):
        """Starts listening; after `shut` on the same port."""
        factory = (lambda: _Door(self)) if self.tls else (lambda: _Upstream(self))
        self._server = await self.loop.create_server(factory, "127.0.0.1", self.port, backlog=1024)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def shut(self):
        """Stops listening and drops every connection: whoever comes now is refused."""
        self._server.close()
        self.drop()

    def drop(self):
        """Resets every connection."""
        for connection in list(self.connections):
            reset(connection.transport)

    def forget(self):
        self.attempts = []

    def arrived(self, attempt):
        self.active += 1
        self.attempts.append(attempt)

    def finished(self, _):
        self.active -= 1


class _Door(asyncio.Protocol):
    """
    The beginning of a TLS connection. `Fake.door` says what happens there: None for a handshake, HOLD for none, or bytes that
    are not TLS.
    """

    def __init__(self, fake):
        self._fake, self.transport = fake, None

    def connection_made(self, transport):
        self.transport = transport
        fake = self._fake
        if fake.door is None:
            transport.pause_reading()
            task = fake.loop.create_task(self._shake())
            fake.handshakes.add(task)
            task.add_done_callback(fake.handshakes.discard)
            return
        fake.connections.add(self)
        if fake.door != HOLD:
            transport.write(fake.door)
            transport.close()

    async def _shake(self):
        inside = _Upstream(self._fake)
        try:
            secured = await self._fake.loop.start_tls(
                self.transport, inside, self._fake.tls, server_side=True, ssl_handshake_timeout=5)
        except (OSError, ConnectionError):
            return
        if secured is not None and inside.transport is None:
            inside.connection_made(secured)

    def connection_lost(self, exc):
        self._fake.connections.discard(self)
