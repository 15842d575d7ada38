"""HTTP/1.1 messages, read strictly: what is not HTTP is said to be malformed, and what is not complete is not complete."""

LIMIT = 64 * 1024


class Malformed(Exception):
    """The bytes are not HTTP/1.1."""


class Message:
    """
    One message as it arrives. `feed` takes bytes as they come; `head` is true once the headers are there, `complete` at the
    end of the body. `start` is the first line split at spaces, header names are in lower case.
    """

    __slots__ = ("start", "headers", "body", "head", "complete", "_response", "_buffer", "_state", "_left")

    def __init__(self, response):
        self._response = response
        self.start, self.headers, self.body = (), {}, bytearray()
        self.head = self.complete = False
        self._buffer, self._state, self._left = b"", Message._read_head, 0

    @property
    def status(self):
        """The status code of a response whose head is there, otherwise None."""
        return int(self.start[1]) if self.head else None

    def feed(self, data):
        """Reads on; returns the bytes that lie behind the end of the message."""
        self._buffer = self._buffer + data if self._buffer else data
        while not self.complete and self._state(self):
            pass
        if self.complete:
            left, self._buffer = self._buffer, b""
            return left
        return b""

    def end(self):
        """The connection has ended; returns whether the message is complete."""
        if self.head and self._state is Message._read_until_closed:
            self.complete = True
        return self.complete

    # ---- states: each returns whether there may be more to do with the bytes at hand ----

    def _read_head(self):
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            prefix = b"HTTP/1." if self._response else b""
            if len(self._buffer) > LIMIT or not (self._buffer.startswith(prefix) or prefix.startswith(self._buffer)):
                raise Malformed("head")
            return False
        lines = self._buffer[:end].decode("latin-1").split("\r\n")
        self._buffer = self._buffer[end + 4:]
        self.start = tuple(lines[0].split(" ", 2))
        version = self.start[0] if self._response else self.start[-1]
        if len(self.start) < 2 or not version.startswith("HTTP/1.") or (self._response and not self.start[1].isdigit()):
            raise Malformed("first line")
        self.headers = {}
        for line in lines[1:]:
            name, colon, value = line.partition(":")
            if not colon:
                raise Malformed("header")
            self.headers[name.lower()] = value.strip()
        if self._response and self.start[1].startswith("1"):
            return True
        self.head = True
        self._choose_body()
        return True

    def _choose_body(self):
        if "chunked" in self.headers.get("transfer-encoding", "").lower():
            self._state = Message._read_chunk_size
        elif "content-length" in self.headers:
            if not self.headers["content-length"].isdigit():
                raise Malformed("content-length")
            self._left = int(self.headers["content-length"])
            self._state = Message._read_length
        elif self._response and self.start[1] not in ("204", "304"):
            self._state = Message._read_until_closed
        else:
            self.complete = True

    def _take(self):
        taken = self._buffer[:self._left]
        self._buffer = self._buffer[len(taken):]
        self.body += taken
        self._left -= len(taken)
        return self._left == 0

    def _read_length(self):
        self.complete = self._take()
        return False

    def _read_until_closed(self):
        self.body += self._buffer
        self._buffer = b""
        return False

    def _read_chunk_size(self):
        end = self._buffer.find(b"\r\n")
        if end < 0:
            if len(self._buffer) > 100:
                raise Malformed("chunk size")
            return False
        try:
            self._left = int(self._buffer[:end].split(b";")[0], 16)
        except ValueError:
            raise Malformed("chunk size") from None
        self._buffer = self._buffer[end + 2:]
        self._state = Message._read_chunk if self._left else Message._read_trailer
        return True

    def _read_chunk(self):
        if not self._take():
            return False
        self._state = Message._read_chunk_end
        return True

    def _read_chunk_end(self):
        if len(self._buffer) < 2:
            return False
        if not self._buffer.startswith(b"\r\n"):
            raise Malformed("end of a chunk")
        self._buffer = self._buffer[2:]
        self._state = Message._read_chunk_size
        return True

    def _read_trailer(self):
        end = self._buffer.find(b"\r\n")
        if end < 0:
            return False
        self._buffer = self._buffer[end + 2:]
        self.complete = end == 0
        return not self.complete


def head(first, headers):
    """The bytes of a first line and headers, with the empty line."""
    return (first + "\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers.items()) + "\r\n").encode("latin-1")


def chunk(data):
    """One chunk of a chunked body."""
    return b"%x\r\n%s\r\n" % (len(data), data)


LAST_CHUNK = b"0\r\n\r\n"
