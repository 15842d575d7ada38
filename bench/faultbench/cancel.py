"""
C: clients break off at random moments, and every upstream that works for them has to learn of it.

The client, the fakes and the clock are in one process, so that the time from the client's close to the upstream's end of the
connection is a plain difference.
"""

import asyncio
import functools
from dataclasses import dataclass

from . import tagged
from .client import Client, Outcome
from .fake import HOLD, Fake, healthy, stream_head
from .faults import refusal
from .gateway import Gateway, entry, router
from .http1 import chunk
from .load import Caller, by_chance, offer
from .report import Row
from .scenario import free_port, until, warm_up
from .stats import ms, percentile

TITLE = "Clients break off"
SENTENCE = ("Calls that the client breaks off (half with FIN, half with RST) at a random moment: before the head, in "
            "mid-stream, not streamed; through a single deployment, a race, a hedge and a retry. Time from the client's close to the "
            "upstream seeing its connection closed, for every upstream that worked for the call.")

LONGEST = 0.25  # seconds after which the last client has gone
EVENT = 0.02  # seconds between the events of a stream
EVENTS = 20  # more than any client waits for; then the stream is silent, and open
PATIENCE = 5.0  # seconds until a call that still runs upstream is called forgotten
KINDS = ("single", "race", "hedge", "retry")
MIX = KINDS[:3] * 3 + KINDS[3:]  # retries are a tenth of the calls: the gateway's retry budget is a fifth


@dataclass
class Break:
    """One call that was broken off at `at`."""

    kind: str
    tag: str
    stream: bool
    moment: str
    at: float


def _working(asked):
    """A script that goes on longer than any client stays."""
    late = 0.1 if asked.tag.endswith(".late") else 0.0
    if not asked.stream:
        return [HOLD]
    steps = [late, stream_head() + chunk(tagged.frames(asked)[0])]
    for frame in tagged.frames(asked, EVENTS)[1:-2]:
        steps += [EVENT, chunk(frame)]
    return [*steps, HOLD]


def _script(refused, asked):
    """Warm-up calls are answered; the first attempt of every retried call is refused."""
    if ".cut" not in asked.tag:
        return healthy(asked)
    if asked.tag.startswith("retry.") and asked.tag not in refused:
        refused.add(asked.tag)
        return refusal(503)(asked, None)
    return _working(asked)


def _entries(fakes):
    names = ["one", "two", "three"]
    return [
        *[entry(f"up-{name}", fake) for name, fake in zip(names, fakes)],
        entry("up-retried", fakes[2]),  # of its own: its refusals count against its health
        entry("single", fakes[0], model="single"),
        router("race", [f"up-{name}" for name in names], "parallel"),
        router("hedge", ["up-one", "up-two"], hedge={"after": "30ms", "share": 1}),
        router("retry", ["up-retried"], retries=2),
    ]


class _Breaker:
    """Makes calls and breaks them off."""

    def __init__(self, port, chance):
        self.client = Client(port, patience=10)
        self.breaks, self.too_late, self._number, self._chance = [], [], 0, chance
        self.pending = 0

    def call(self):
        kind = MIX[self._number % len(MIX)]
        stream = self._chance.random() < 0.6
        late = ".late" if self._chance.random() < 0.3 else ""
        tag = f"{kind}.cut.{self._number}{late}"
        self._number += 1
        self.pending += 1
        delay, with_reset = self._chance.random() * LONGEST, self._chance.random() < 0.5
        outcome = Outcome(tag, stream)

        def began(connection):
            self.client.loop.call_later(delay, self._leave, connection, outcome, with_reset)

        self.client.start(tagged.call(kind, tag, stream), outcome, functools.partial(self._ended, kind),
                          self._chance.random() < 0.2, began)

    def _leave(self, connection, outcome, with_reset):
        if outcome.ended is None:
            connection.leave(with_reset)

    def _ended(self, kind, outcome):
        self.pending -= 1
        if outcome.error == "left":
            self.breaks.append(Break(kind, outcome.tag, outcome.stream, outcome.phase, outcome.ended))
        else:
            self.too_late.append(outcome)


def _delays(breaks, fakes):
    """(kind, seconds or None) for every attempt that was under way when its client left or that began after that."""
    by_tag = {each.tag: each for each in breaks}
    found = []
    for fake in fakes:
        for attempt in fake.attempts:
            left = by_tag.get(attempt.asked.tag)
            if left is None or (attempt.ended is not None and attempt.ended < left.at):
                continue
            found.append((left, None if attempt.ended is None else attempt.ended - left.at))
    return found


def _rows(breaker, fakes):
    found = _delays(breaker.breaks, fakes)
    late = breaker.too_late
    rows = []
    for kind in ("all", *KINDS):
        own = [delay for left, delay in found if kind in ("all", left.kind)]
        calls = sum(kind in ("all", left.kind) for left in breaker.breaks)
        closed = [delay for delay in own if delay is not None]
        forgotten = sum(delay is None or delay > PATIENCE for delay in own)
        p99 = percentile(closed, 0.99)
        moments = {}
        for left in breaker.breaks:
            if kind in ("all", left.kind):
                moment = ("stream, " if left.stream else "call, ") + left.moment
                moments[moment] = moments.get(moment, 0) + 1
        note = (f"p50 {ms(percentile(closed, 0.5))} ms, worst {ms(max(closed, default=None))} ms; {calls} calls broken off, "
                f"{len(own)} attempts under way, {forgotten} never closed")
        note += "; " + ", ".join(f"{count} {moment}" for moment, count in sorted(moments.items())) if kind == "all" else ""
        rows.append(Row(f"upstream closed, p99, {kind}", "<= 50 ms", f"{ms(p99)} ms",
                        p99 is not None and p99 <= 0.05 and not forgotten, note, {"calls": calls, "forgotten": forgotten}))
    statuses = {}
    for outcome in late:
        said = bytes(outcome.body[:120]).decode(errors="replace")
        what = f"{outcome.tag.split('.')[0]} {outcome.error or outcome.status} {said}"
        statuses[what] = statuses.get(what, 0) + 1
    rows.append(Row("calls that ended before they were broken off", "0", str(len(late)), not late,
                    ", ".join(f"{count} x {what}" for what, count in sorted(statuses.items()))))
    return rows


def _raced(breaker, fakes):
    """Attempts per race and per hedge, to show that what is cancelled was really there."""
    counts = {kind: 0 for kind in KINDS}
    for fake in fakes:
        for attempt in fake.attempts:
            counts[attempt.asked.tag.split(".", 1)[0]] = counts.get(attempt.asked.tag.split(".", 1)[0], 0) + 1
    calls = {kind: sum(left.kind == kind for left in breaker.breaks) for kind in KINDS}
    text = ", ".join(f"{kind} {counts[kind] / max(1, calls[kind]):.2f}" for kind in KINDS)
    least = {"race": 2.0, "hedge": 1.2, "retry": 1.2}
    good = all(counts[kind] > number * calls[kind] > 0 for kind, number in least.items())
    return Row("attempts per call", "race 3, hedge and retry above 1", text, good, "otherwise there was nothing to cancel")


async def run(setting, only=()):
    """The rows of scenario C."""
    refused = set()
    async with Gateway(free_port()) as gateway:
        fakes = [await Fake(name, functools.partial(_script, refused)).open() for name in ("one", "two", "three")]
        gateway.write(_entries(fakes))
        process = await gateway.start()
        callers = [Caller(gateway.port, kind, setting.chance("C", kind)) for kind in KINDS]
        await warm_up(callers, setting.pick(500, 200))
        for caller in callers:
            await caller.close()
        await gateway.loads()

        def own_descriptors():
            """The gateway's without those to and from the bench, which come and go with its pools."""
            return gateway.descriptors(process) - sum(len(fake.connections) for fake in fakes)

        await asyncio.sleep(1)
        before = own_descriptors()
        for fake in fakes:
            fake.forget()
        breaker = _Breaker(gateway.port, setting.chance("C", "breaks"))
        calls, rate = setting.pick(10_000, 1_000), setting.pick(250, 150)
        setting.say(f"C: {calls} calls")
        await offer(by_chance(rate, calls / rate * 1.2, setting.chance("C", "load"))[:calls], breaker.call)
        await until(lambda: not breaker.pending, 10)
        await asyncio.sleep(0.1)
        await until(lambda: not any(fake.active for fake in fakes), PATIENCE)
        await breaker.client.close()
        await asyncio.sleep(1)
        rows = _rows(breaker, fakes) + [_raced(breaker, fakes)]
        rows += await _leaks(gateway, fakes, before, own_descriptors)
        for fake in fakes:
            fake.shut()
    return rows


async def _leaks(gateway, fakes, before, own_descriptors):
    active = sum(fake.active for fake in fakes)
    loads = await gateway.loads()
    busy = None if loads is None else sum(loads.values())
    after = own_descriptors()
    return [
        Row("upstream requests under way afterwards", "0", str(active), active == 0),
        Row("calls under way by the gateway's own count", "0", "not said" if busy is None else str(busy), busy == 0,
            "GET /admin/api/deployments"),
        Row("file descriptors of the gateway", "as before", f"{before} before, {after} after", after <= before,
            "without its idle connections to the upstreams"),
    ]
