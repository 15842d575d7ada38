"""Reads blocks of calls as docs/ledger.md describes them; shares no code with the gateway."""

from dataclasses import dataclass

VERSION = 1
LOST, ESTIMATED, PRICED, EXTRAS = 1, 2, 4, 8
COUNTS = ("input", "cached_input", "cache_write", "audio_input", "output", "reasoning", "audio_output",
          "image_input", "images", "audio_ms", "characters")
INPUT, OUTPUT = COUNTS[:4], COUNTS[4:7]


@dataclass
class Charge:
    deployment: str
    provider: str
    lost: bool
    estimated: bool
    counts: dict
    micro: int = 0
    currency: str = ""


@dataclass
class Call:
    request: str
    status: int
    outcome: str
    deployment: str | None
    charges: list

    def row(self):
        """(request, deployment, outcome, status, input, cached input, output tokens, estimated, USD, CNY, lost USD, lost CNY).

        What counts is where the answer came from; what was lost, wherever it was, comes last.
        """
        own = next((c for c in self.charges
                    if (c.deployment == self.deployment if self.deployment else not c.lost)), None)
        place = own.deployment if own else self.deployment or ""
        here = [c for c in self.charges if not c.lost and own and (c.deployment, c.provider) == (place, own.provider)]

        def used(names):
            return sum(c.counts.get(name, 0) for c in here for name in names)

        def paid(charges, currency):
            return sum(c.micro for c in charges if c.currency == currency)

        lost = [c for c in self.charges if c.lost]
        return (self.request, place, self.outcome, self.status, used(INPUT), used(("cached_input",)), used(OUTPUT),
                int(any(c.estimated for c in here)), paid(here, "USD"), paid(here, "CNY"), paid(lost, "USD"), paid(lost, "CNY"))


class _Reader:
    def __init__(self, block):
        if block[:1] != bytes([VERSION]):
            raise ValueError(f"a block of version {block[:1]!r}")
        self.bytes, self.at, self.words = block, 1, []

    def number(self):
        value = shift = 0
        while True:
            byte = self.bytes[self.at]
            self.at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return (value >> 1) ^ -(value & 1)

    def text(self):
        length = self.number() - 1
        if length < 0:
            return None
        plain = self.bytes[self.at:self.at + length]
        if plain.isascii():
            self.at += length
            return plain.decode("ascii")
        chars = []
        for _ in range(length):
            byte = self.bytes[self.at]
            more = 0 if byte < 0x80 else 1 if byte < 0xE0 else 2
            code = byte & (0x7F, 0x1F, 0x0F)[more]
            for _ in range(more):
                self.at += 1
                code = code << 6 | self.bytes[self.at] & 0x3F
            self.at += 1
            chars.append(chr(code))
        return "".join(chars)

    def word(self):
        number = self.number()
        if number < 0:
            return None
        if number == 0:
            self.words.append(self.text())
            return self.words[-1]
        return self.words[number - 1]

    def charge(self):
        deployment, provider, _, _ = (self.word() for _ in range(4))
        bits = self.number()
        counts = {name: self.number() for i, name in enumerate(COUNTS) if bits >> (4 + i) & 1}
        if bits & EXTRAS:
            for _ in range(self.number()):
                self.word(), self.text()
        charge = Charge(deployment, provider, bool(bits & LOST), bool(bits & ESTIMATED), counts)
        if bits & PRICED:
            charge.micro, charge.currency, _ = self.number(), self.word(), self.word()
        return charge

    def call(self):
        self.number()
        request = self.text()
        for _ in range(6):
            self.word()
        status = self.number() >> 1
        for _ in range(3):
            self.number()
        outcome, deployment = self.word(), self.word()
        self.number(), self.word()
        charges = [self.charge() for _ in range(self.number())]
        for _ in range(self.number()):
            self.word(), self.number(), self.number(), self.word(), self.number(), self.word()
        self.text(), self.text()
        for _ in range(self.number()):
            self.word(), self.text()
        return Call(request, status, outcome, deployment, charges)


def calls(block):
    """The calls of a block."""
    reader = _Reader(block)
    while reader.at < len(block):
        yield reader.call()
