"""
D: ten times more calls than there is room for.

The upstream takes 100 ms for a call and the gateway may have 50 under way there: 500 calls a second. The load is open loop: it
does not wait for answers, so that a slow gateway gets no relief. Fast refusals are judged by a client that must not be slow
itself, so its own lateness is measured beside them.
"""

import asyncio

from . import tagged
from .client import Client, Outcome
from .fake import Fake, healthy
from .gateway import Gateway, entry
from .load import evenly, offer
from .report import Row
from .scenario import Lateness, free_port
from .stats import ms, percentile, share

TITLE = "Overload"
SENTENCE = ("Open loop, in three phases: at capacity (1x), ten times that, then half. Refused calls are timed from the request "
            "written to the answer read.")

SECONDS_PER_CALL, MAX_CALLS, QUEUE = 0.1, 50, 50
CAPACITY = MAX_CALLS / SECONDS_PER_CALL
CONNECTIONS = 1500  # a client that may open more measures how its own machine dies
CALM = 0.3  # seconds within which an answer is as good as without overload


class _Phase:
    """The calls of one phase."""

    def __init__(self, name, client):
        self.name, self.client = name, client
        self.outcomes, self.sent, self.pending, self.began = [], 0, 0, client.loop.time()
        self.not_offered = 0

    def call(self):
        if self.pending >= CONNECTIONS:
            self.not_offered += 1
            return
        tag = f"{self.name}.{self.sent}"
        self.sent += 1
        self.pending += 1
        self.client.start(tagged.call("limited", tag, False), Outcome(tag, False), self._ended)

    def _ended(self, outcome):
        self.pending -= 1
        if outcome.status != 200:
            outcome.body = b""
        self.outcomes.append(outcome)


class _Memory:
    """Looks at the gateway's memory."""

    def __init__(self, gateway, process):
        self.gateway, self.process = gateway, process
        self.rss, self._task = [], asyncio.get_running_loop().create_task(self._look())

    async def _look(self):
        loop = asyncio.get_running_loop()
        while True:
            self.rss.append((loop.time(), self.gateway.rss(self.process)))
            await asyncio.sleep(0.05)

    def peak(self, begin, end):
        return max((size for at, size in self.rss if begin <= at <= end), default=0)

    def stop(self):
        self._task.cancel()


async def _phase(name, client, rate, seconds):
    phase = _Phase(name, client)
    took = await offer(evenly(rate, seconds), phase.call)
    return phase, took


def _right(phase, begin, end):
    """Answers of a span of time that are right."""
    return sum(outcome.status == 200 and begin <= outcome.ended < end and tagged.judge(outcome).verdict == tagged.RIGHT
               for outcome in phase.outcomes)


def _rejects(phase, took):
    rejects = [outcome for outcome in phase.outcomes if outcome.status in (429, 503)]
    others = [outcome for outcome in phase.outcomes if outcome.status not in (200, 429, 503)]
    times = [outcome.seconds for outcome in rejects]
    without = sum("retry-after" not in outcome.headers for outcome in rejects)
    kinds = {}
    for outcome in others:
        what = f"{outcome.error} {outcome.phase}" if outcome.error else str(outcome.status)
        kinds[what] = kinds.get(what, 0) + 1
    p99 = percentile(times, 0.99)
    return [
        Row("refusals at 10x, p99", "<= 5 ms", f"{ms(p99)} ms", p99 is not None and p99 <= 0.005,
            f"p50 {ms(percentile(times, 0.5))} ms, p90 {ms(percentile(times, 0.9))} ms, {len(times)} calls"),
        Row("refusals without 503 or 429, or without Retry-After", "0", str(len(others) + without), not others and not without,
            ", ".join(f"{count} x {what}" for what, count in sorted(kinds.items()))),
    ]


def _recovery(phase, began):
    """Seconds from the beginning of the calm phase until the last call was sent that was refused or slow."""
    bad = [outcome.written for outcome in phase.outcomes
           if outcome.status != 200 or outcome.seconds > CALM if outcome.written is not None]
    return max(bad, default=began) - began


async def run(setting, only=()):
    """The rows of scenario D."""
    loop = asyncio.get_running_loop()
    async with Gateway(free_port()) as gateway:
        fake = await Fake("slow", lambda asked: [SECONDS_PER_CALL, *healthy(asked)]).open()
        gateway.write([entry("limited", fake, max_calls=MAX_CALLS, queue=QUEUE, queue_timeout="1s")])
        process = await gateway.start()
        client = Client(gateway.port, patience=10)
        await _phase("warm", client, CAPACITY * 0.9, setting.pick(10, 5))
        memory = _Memory(gateway, process)
        began = loop.time()
        fit, _ = await _phase("fit", client, CAPACITY, setting.pick(8, 4))
        fit_end = loop.time()
        seconds = setting.pick(10, 5)
        setting.say(f"D: {10 * CAPACITY:.0f} calls/s for {seconds} s")
        lateness = Lateness()
        full, took = await _phase("full", client, 10 * CAPACITY, seconds)
        full_end = loop.time()
        lateness.stop()
        calm, _ = await _phase("calm", client, CAPACITY * 0.5, setting.pick(8, 6))
        for _ in range(300):
            if not (fit.pending or full.pending or calm.pending):
                break
            await asyncio.sleep(0.01)
        ended = loop.time()
        memory.stop()
        await client.close()
        fake.shut()
    goodput = _right(full, full.began + 1, full_end) / (full_end - full.began - 1)
    base, peak = memory.peak(began, fit_end), memory.peak(fit_end, ended)
    recovery = _recovery(calm, full_end)
    unanswered = fit.pending + full.pending + calm.pending
    fitted = _right(fit, fit.began, ended)
    return [
        Row("goodput at 10x", ">= 90 % of capacity", f"{goodput:.0f}/s, {share(round(goodput), round(CAPACITY))}",
            goodput >= 0.9 * CAPACITY, f"capacity {CAPACITY:.0f}/s; offered {full.sent / took:.0f}/s; at 1x "
            f"{share(fitted, fit.sent)} of {fit.sent} answered"),
        *_rejects(full, took),
        Row("recovered", "<= 5 s", f"{recovery:.1f} s", recovery <= 5 and bool(calm.outcomes) and calm.sent > 0,
            f"until every call was answered within {CALM * 1000:.0f} ms again, at 0.5x"),
        Row("memory (RSS)", "<= 1.3x", f"{peak / max(1, base):.2f}x", base > 0 and peak <= 1.3 * base,
            f"{base / 2**20:.0f} MB at 1x, {peak / 2**20:.0f} MB at most afterwards"),
        Row("calls without an answer", "0", str(unanswered), unanswered == 0),
        Row("lateness of the client at 10x, p99", "", f"{ms(percentile(lateness.seconds, 0.99))} ms", None,
            "what the refusals' times contain of the bench itself"),
        Row("calls per second reached", "", f"{full.sent / took:.0f}", None, f"of {10 * CAPACITY:.0f} wanted; "
            f"{full.not_offered} calls had no connection left of {CONNECTIONS}"),
    ]
