"""Load: when calls are due, and the client that makes them and keeps what came of them."""

import asyncio

from . import tagged
from .client import Client, Outcome


def evenly(rate, seconds):
    """Due times, evenly spaced."""
    return [number / rate for number in range(int(rate * seconds))]


def by_chance(rate, seconds, chance):
    """Due times of independent callers (a Poisson process)."""
    found, due = [], chance.expovariate(rate)
    while due < seconds:
        found.append(due)
        due += chance.expovariate(rate)
    return found


async def offer(schedule, call):
    """Open loop: calls `call()` at each due time, whatever has become of the calls before; returns the seconds it took."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    for due in schedule:
        wait = began + due - loop.time()
        if wait > 0:
            await asyncio.sleep(wait)
        call()
    return loop.time() - began


class Caller:
    """
    Calls one token of the gateway, streams and plain calls in turn by chance, each with a tag of its own. `seen` holds
    (outcome, judgement) of those that have ended, `pending` counts the others.
    """

    def __init__(self, port, token, chance, streams=0.5, fresh=0.0, pieces=tagged.PIECES, patience=10.0):
        self.client = Client(port, patience=patience)
        self.token, self.seen, self.pending, self.sent = token, [], 0, 0
        self._chance, self._streams, self._fresh, self._pieces = chance, streams, fresh, pieces
        self._prefix = token.replace("-", ".") + "."

    def call(self):
        stream = self._chance.random() < self._streams
        fresh = self._chance.random() < self._fresh
        tag = f"{self._prefix}{self.sent}"
        self.sent += 1
        self.pending += 1
        self.client.start(tagged.call(self.token, tag, stream), Outcome(tag, stream), self._ended, fresh)

    def _ended(self, outcome):
        self.pending -= 1
        judgement = tagged.judge(outcome, self._pieces)
        if judgement.verdict == tagged.RIGHT:
            outcome.body = b""
        self.seen.append((outcome, judgement))

    async def settle(self, seconds):
        """Waits until nothing is pending, at most so long."""
        end = self.client.loop.time() + seconds
        while self.pending and self.client.loop.time() < end:
            await asyncio.sleep(0.01)

    async def close(self):
        await self.client.close()


def attempts_of(outcomes, fakes):
    """Attempts that upstreams saw or the answers told of, whichever is more, for these calls and no others."""
    tags = {outcome.tag for outcome in outcomes}
    came = sum(attempt.asked.tag in tags for fake in fakes for attempt in fake.attempts)
    return max(came, sum(int(outcome.headers.get("x-sluice-attempts", "0") or 0) for outcome in outcomes))


def tally(seen):
    """Counts verdicts, reasons of what was not right, and strangers."""
    counts, reasons, strangers = {}, {}, 0
    for outcome, judgement in seen:
        counts[judgement.verdict] = counts.get(judgement.verdict, 0) + 1
        strangers += len(judgement.strangers)
        if judgement.verdict not in (tagged.RIGHT, tagged.TOLD):
            kind = ("stream " if outcome.stream else "call ") + judgement.verdict + ": " + judgement.why
            reasons[kind] = reasons.get(kind, 0) + 1
    return counts, reasons, strangers


def name_reasons(reasons, most=3):
    """The commonest reasons as text."""
    ordered = sorted(reasons.items(), key=lambda each: -each[1])
    return ", ".join(f"{count} x {kind}" for kind, count in ordered[:most]) + (", ..." if len(ordered) > most else "")


async def keep_offering(rate, chance, call, stop):
    """Open loop of independent callers until `stop` (an asyncio.Event) is set."""
    loop = asyncio.get_running_loop()
    due = loop.time()
    while not stop.is_set():
        due += chance.expovariate(rate)
        wait = due - loop.time()
        if wait > 0:
            await asyncio.sleep(wait)
        call()
