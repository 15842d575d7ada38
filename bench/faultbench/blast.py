"""
A client for thousands of calls a second: one loop over plain sockets, in a process of its own, so that what it measures is
neither its own slowness nor that of the fakes.

`python3 blast.py` reads a JSON order from standard input ({"port", "token", "connections", "phases": [[name, rate, seconds]]})
and prints a JSON report: for each phase its name, begin, end (of the common monotonic clock), the calls that were not offered
because all connections were taken, the lateness of the sending, and the answers as [what, sent at, seconds, retry-after?].
`what` is a status, "right" for the right answer, or a word for what is not an answer.
"""

import collections
import gc
import json
import re
import select
import socket
import sys
import time

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
RETRY = re.compile(rb"\r\nretry-after: *\d+", re.IGNORECASE)
PATIENCE = 10.0


class _Call:
    """A call under way on a connection."""

    __slots__ = ("socket", "sent", "number", "data", "phase")

    def __init__(self, sock):
        self.socket, self.sent, self.number, self.data, self.phase = sock, 0.0, -1, b"", None


class Blast:
    """The loop and its connections."""

    def __init__(self, port, token, connections):
        self._port = port
        self._poll = select.epoll()
        self._calls, self._idle = {}, collections.deque()
        self._number, self._under_way = 0, 0
        tag = "%08d"
        body = '{"model":"any","stream":false,"messages":[{"role":"user","content":"tag:' + tag + '"}]}'
        self._request = (f"POST /v1/chat/completions HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {token}\r\n"
                         f"content-type: application/json\r\ncontent-length: {len(body % 0)}\r\n\r\n{body}").encode()
        for _ in range(connections):
            self._connect()

    def _connect(self):
        sock = socket.create_connection(("127.0.0.1", self._port), 2)
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._calls[sock.fileno()] = call = _Call(sock)
        self._poll.register(sock.fileno(), select.EPOLLIN)
        self._idle.append(call)

    def run(self, name, rate, seconds):
        """Offers one phase; its answers may come during the next one."""
        began = time.monotonic()
        phase = {"name": name, "began": began, "sent": 0, "not_offered": 0, "lateness": [], "answers": []}
        step, due, end = 1 / rate, began, began + seconds
        while due < end:
            now = time.monotonic()
            while due <= now and due < end:
                self._send(phase, due)
                due += step
            self._read(max(0.001, due - time.monotonic()))
        phase["ended"] = time.monotonic()
        return phase

    def settle(self):
        """Waits for the answers that are missing."""
        end = time.monotonic() + PATIENCE
        while self._under_way and time.monotonic() < end:
            self._read(0.01)
        for call in self._calls.values():
            if call.phase:
                call.phase["answers"].append(["unanswered", call.sent, PATIENCE, False])

    def _send(self, phase, due):
        if not self._idle:
            phase["not_offered"] += 1
            return
        call = self._idle.pop()
        self._number += 1
        call.number, call.data, call.phase = self._number, b"", phase
        request = self._request % self._number
        call.sent = time.monotonic()
        phase["lateness"].append(call.sent - due)
        phase["sent"] += 1
        self._under_way += 1
        try:
            call.socket.send(request)
        except OSError as failure:
            self._end(call, type(failure).__name__)
            self._replace(call)

    def _read(self, seconds):
        for number, _ in self._poll.poll(seconds):
            call = self._calls[number]
            try:
                data = call.socket.recv(65536)
            except BlockingIOError:
                continue
            except OSError:
                data = b""
            if not data:
                if call.phase:
                    self._end(call, "closed")
                else:
                    self._idle.remove(call)
                self._replace(call)
                continue
            call.data = call.data + data if call.data else data
            if call.phase:
                self._answer(call)

    def _answer(self, call):
        data = call.data
        head = data.find(b"\r\n\r\n")
        length = LENGTH.search(data, 0, head + 2) if head > 0 else None
        if length is None or len(data) < head + 4 + int(length.group(1)):
            if head > 0 and length is None:
                self._end(call, "without a length")
                self._replace(call)
            return
        what = data[9:12].decode("latin-1")
        if what == "200":
            what = "right" if b"<%08d:0><%08d:1>" % (call.number, call.number) in data else "another's answer"
        self._end(call, what, RETRY.search(data, 0, head + 2) is not None)
        if b"\r\nconnection: close" in data[:head].lower():
            self._replace(call)
        else:
            self._idle.append(call)

    def _end(self, call, what, retry=False):
        call.phase["answers"].append([what, call.sent, time.monotonic() - call.sent, retry])
        call.phase = None
        self._under_way -= 1

    def _replace(self, call):
        del self._calls[call.socket.fileno()]
        call.socket.close()
        try:
            self._connect()
        except OSError:
            pass  # one connection fewer; the next calls say so


def main():
    gc.disable()
    order = json.load(sys.stdin)
    blast = Blast(order["port"], order["token"], order["connections"])
    phases = [blast.run(*phase) for phase in order["phases"]]
    blast.settle()
    json.dump(phases, sys.stdout)


if __name__ == "__main__":
    main()
