"""
The client: one call at a time per connection, timed at the socket.

`Client.start` sends a call and tells the callback what came of it; nothing on the way is a task, so that thousands of calls a
second leave the machine to what is measured.
"""

import asyncio
import functools
import socket
import struct

from .http1 import Malformed, Message

RESET = struct.pack("ii", 1, 0)  # SO_LINGER: closing sends RST


class Outcome:
    """
    What came of a call. `error` is None when a complete answer came, otherwise refused, reset, closed, timeout, malformed or
    left (by ourselves); `phase` says how far it had got: connecting, before the head, within the head, before the body or
    within the body. Times are those of the event loop in seconds, None for what did not happen.
    """

    __slots__ = ("tag", "stream", "status", "headers", "body", "error", "phase", "reused", "written", "first_byte", "ended",
                 "closing")

    def __init__(self, tag, stream):
        self.tag, self.stream = tag, stream
        self.status, self.headers, self.body = None, {}, b""
        self.error, self.phase, self.reused, self.closing = None, "", False, False
        self.written = self.first_byte = self.ended = None

    @property
    def seconds(self):
        """From the request written to the answer read; to the failure when there is no answer."""
        return self.ended - self.written if self.written is not None else 0.0


def reset(transport):
    """Closes a connection with RST."""
    raw = transport.get_extra_info("socket")
    if raw is not None:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    transport.abort()


class Connection(asyncio.Protocol):
    """A connection of the client's; `free` when a call may be sent."""

    def __init__(self, client):
        self._client = client
        self.transport = None
        self.uses = 0
        self._loop = client.loop
        self._message = self._outcome = self._done = self._timer = None
        self._got = 0

    @property
    def free(self):
        return self._outcome is None and self.transport is not None and not self.transport.is_closing()

    # ---- calling ----

    def send(self, data, outcome, done, patience):
        self._outcome, self._done, self._message, self._got = outcome, done, Message(response=True), 0
        outcome.reused = self.uses > 0
        self.uses += 1
        self._timer = self._loop.call_later(patience, self._fail, "timeout")
        outcome.written = self._loop.time()
        self.transport.write(data)

    def leave(self, with_reset=False):
        """Breaks the call off by closing the connection."""
        self._fail("left", with_reset)

    # ---- what arrives ----

    def connection_made(self, transport):
        self.transport = transport
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def data_received(self, data):
        outcome = self._outcome
        if outcome is None:
            self.transport.abort()  # bytes that nobody asked for
            return
        if outcome.first_byte is None:
            outcome.first_byte = self._loop.time()
        self._got += len(data)
        try:
            left = self._message.feed(data)
        except Malformed:
            self._fail("malformed")
            return
        if self._message.complete:
            self._finish(reusable=not left)

    def connection_lost(self, exc):
        self._client.lost(self)
        if self._outcome is None:
            return
        if exc is None and self._message.end():
            self._finish(reusable=False)
        else:
            self._fail("reset" if exc else "closed")

    # ---- the end of a call ----

    def _fill(self):
        outcome, message = self._outcome, self._message
        outcome.ended = self._loop.time()
        if message.head:
            outcome.status, outcome.headers, outcome.body = message.status, message.headers, message.body
            outcome.closing = message.headers.get("connection", "").lower() == "close"
        self._timer.cancel()
        done, self._outcome, self._done, self._message = self._done, None, None, None
        return outcome, done

    def _finish(self, reusable):
        outcome, done = self._fill()
        if reusable and not outcome.closing:
            self._client.idle(self)
        else:
            self.transport.close()
        done(outcome)

    def _fail(self, error, with_reset=False):
        if self._outcome is None:
            return
        if self._message.head:
            phase = "within the body" if self._message.body else "before the body"
        else:
            phase = "within the head" if self._got else "before the head"
        outcome, done = self._fill()
        outcome.error, outcome.phase = error, phase
        if with_reset:
            reset(self.transport)
        else:
            self.transport.close()
        done(outcome)


class Client:
    """Calls one address, over kept connections or fresh ones."""

    def __init__(self, port, host="127.0.0.1", tls=None, patience=10.0):
        self.loop = asyncio.get_running_loop()
        self.patience = patience
        self.closed_idle = 0
        self._address, self._tls = (host, port), tls
        self._idle, self._open, self._connecting = [], set(), set()

    @property
    def connections(self):
        return len(self._open)

    def start(self, data, outcome, done, fresh=False, began=None):
        """
        Sends a call; `done(outcome)` follows in any case. `began(connection)` is told when the request is on its way, for
        those who want to break it off.
        """
        if not fresh:
            while self._idle:
                connection = self._idle.pop()
                if connection.free:
                    if began:
                        began(connection)
                    connection.send(data, outcome, done, self.patience)
                    return
        task = self.loop.create_task(self._connect_and_send(data, outcome, done, began))
        self._connecting.add(task)
        task.add_done_callback(self._connecting.discard)

    async def _connect_and_send(self, data, outcome, done, began):
        try:
            async with asyncio.timeout(self.patience):
                _, connection = await self.loop.create_connection(
                    functools.partial(Connection, self), *self._address, ssl=self._tls)
        except OSError as failure:  # TimeoutError is one
            outcome.error = "refused" if isinstance(failure, ConnectionRefusedError) else (
                "timeout" if isinstance(failure, TimeoutError) else type(failure).__name__)
            outcome.phase, outcome.ended = "connecting", self.loop.time()
            done(outcome)
            return
        self._open.add(connection)
        if began:
            began(connection)
        connection.send(data, outcome, done, self.patience)

    async def call(self, data, outcome, fresh=False):
        """Sends a call and waits for what comes of it."""
        future = self.loop.create_future()
        self.start(data, outcome, lambda found: future.done() or future.set_result(found), fresh)
        return await future

    def idle(self, connection):
        self._idle.append(connection)

    def lost(self, connection):
        self._open.discard(connection)
        if connection in self._idle:
            self._idle.remove(connection)
            self.closed_idle += 1

    async def close(self):
        """Closes every connection, and waits until they are."""
        for task in list(self._connecting):
            task.cancel()
        for connection in list(self._open):
            connection.transport.abort()
        for _ in range(100):
            if not self._open:
                break
            await asyncio.sleep(0.01)
