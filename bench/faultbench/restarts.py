"""
E: rolling restarts: the new generation listens on the port beside the old one, then the old one is told to stop.
"""

import asyncio

from . import tagged
from .client import Client, Outcome
from .fake import Fake, healthy, stream_head
from .gateway import Gateway
from .http1 import LAST_CHUNK, chunk
from .load import Caller, keep_offering, name_reasons, tally
from .report import Row
from .scenario import free_port, warm_up
from .stats import ms, percentile

TITLE = "Rolling restarts"
SENTENCE = ("Start the new generation, wait until it listens, SIGTERM to the old one, wait for its end; again and again, "
            "under constant load of kept connections, fresh connections and streams of one second. A call on a kept connection that is "
            "closed without a byte of an answer has failed.")

EVENTS, GAP = 20, 0.05  # a stream of one second
KEPT, FRESH_RATE, STREAM_RATE = 30, 60, 12


def _script(asked):
    if not asked.stream:
        return [0.005, *healthy(asked)]
    first, *others = [chunk(frame) for frame in tagged.frames(asked, EVENTS)]
    steps = [stream_head() + first]
    for data in others:
        steps += [GAP, data]
    return [*steps, LAST_CHUNK]


def _configuration(fake):
    """In the form of sluice.yaml, which can say that two generations may share the port."""
    return {"server": {"reuse_port": True},
            "providers": [{"id": "up", "type": "openai", "api_base": fake.base, "api_key": "sk-bench"}],
            "keys": [{"id": "bench", "key": "bench"}]}


class _Kept:
    """A client that keeps one connection, thinks, and calls again; it opens a new one only when told `connection: close`."""

    def __init__(self, port, number, chance):
        self.client, self.number, self.chance = Client(port), number, chance
        self.seen, self.sent = [], 0

    async def run(self, stop):
        while not stop.is_set():
            tag = f"kept.{self.number}.{self.sent}"
            self.sent += 1
            outcome = await self.client.call(tagged.call("bench", tag, False), Outcome(tag, False))
            self.seen.append((outcome, tagged.judge(outcome)))
            outcome.body = b""
            await asyncio.sleep(self.chance.uniform(0.02, 0.4))
        await self.client.close()


def _rows(restarts, wanted, seen, kept, codes, drains):
    counts, reasons, strangers = tally(seen)
    right = counts.get(tagged.RIGHT, 0)
    failed = len(seen) - right
    resets = sum(outcome.error is not None and outcome.status is None for outcome, _ in seen)
    truncated = sum(judgement.verdict in (tagged.CUT, tagged.TOLD, tagged.WRONG) and outcome.status is not None
                    for outcome, judgement in seen)
    closed_idle = sum(outcome.reused and outcome.error in ("reset", "closed") and outcome.first_byte is None
                      for outcome, _ in seen)
    streams = sum(outcome.stream for outcome, _ in seen)
    times = [outcome.seconds for outcome, judgement in seen if judgement.verdict == tagged.RIGHT and not outcome.stream]
    told = sum(outcome.closing for outcome, _ in seen)
    forced = sum(code is None or code < 0 and code != -15 for code in codes)
    return [
        Row("restarts", str(wanted), str(restarts), restarts == wanted,
            f"old generations ended within {max(drains, default=0):.1f} s, {forced} had to be killed, codes "
            f"{sorted(set(codes))}"),
        Row("failed calls", "0", str(failed), failed == 0 and right > 0, f"{len(seen)} calls, {streams} of them streams; "
            + (name_reasons(reasons) if reasons else f"p99 of plain calls {ms(percentile(times, 0.99))} ms")),
        Row("refused or reset before an answer", "0", str(resets), resets == 0,
            f"{closed_idle} of them on kept connections"),
        Row("truncated answers", "0", str(truncated), truncated == 0, f"{counts.get(tagged.TOLD, 0)} told"),
        Row("cross-talk", "0", str(strangers), strangers == 0),
        Row("kept connections", "", f"{told} told to close", None,
            f"{sum(each.client.closed_idle for each in kept)} closed while nobody was calling"),
    ]


async def run(setting, only=()):
    """The rows of scenario E."""
    wanted = setting.pick(100, 10)
    loop = asyncio.get_running_loop()
    async with Gateway(free_port()) as gateway:
        fake = await Fake("upstream", _script).open()
        gateway.write(_configuration(fake))
        old = await gateway.start()
        stop = asyncio.Event()
        kept = [_Kept(gateway.port, number, setting.chance("E", "kept", number)) for number in range(KEPT)]
        fresh = Caller(gateway.port, "bench", setting.chance("E", "fresh"), streams=0, fresh=1)
        streams = Caller(gateway.port, "bench", setting.chance("E", "streams"), streams=1, fresh=0.5, pieces=EVENTS)
        await warm_up([fresh], 100)
        tasks = [loop.create_task(each.run(stop)) for each in kept]
        for caller, rate in ((fresh, FRESH_RATE), (streams, STREAM_RATE)):
            tasks.append(loop.create_task(keep_offering(rate, setting.chance("E", "load", rate), caller.call, stop)))
        await asyncio.sleep(1.5)
        codes, drains, done = [], [], 0
        deadline = loop.time() + setting.pick(420, 60)
        while done < wanted and loop.time() < deadline:
            new = await gateway.start()
            took, code = await gateway.stop(old)
            old = new
            drains.append(took)
            codes.append(code)
            done += 1
            if done % setting.pick(10, 5) == 0:
                setting.say(f"E: {done} restarts")
        await asyncio.sleep(1.5)
        stop.set()
        await asyncio.gather(*tasks)
        for caller in (fresh, streams):
            await caller.settle(10)
            await caller.close()
        fake.shut()
    seen = fresh.seen + streams.seen + [each for client in kept for each in client.seen]
    return _rows(done, wanted, seen, kept, codes, drains)
