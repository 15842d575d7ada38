"""B: all three deployments of a router fail at once: a storm of 500s, then refused connections."""

import asyncio

from . import tagged
from .fake import Fake
from .faults import FAULTS, LIMITS, lift, strike
from .gateway import Gateway, entry, router
from .load import Caller, attempts_of, keep_offering, name_reasons, tally
from .one_of_three import BACK_WITHIN, JITTER, probe_interval
from .report import Row
from .scenario import free_port, until, warm_up
from .stats import ms, percentile

TITLE = "All deployments fail"
SENTENCE = ("Round-robin over three that all fail. Fast-fail is the time from the request written to the refusal read, from "
            "one second after the beginning on. Recovered is when the last call that failed was sent.")
OPENED = 1.0  # seconds after which every breaker has to be open


async def _storm(setting, fault, gateway, fakes, token):
    loop = asyncio.get_running_loop()
    caller = Caller(gateway.port, token, setting.chance("B", fault.name), streams=0.5)
    await warm_up([caller], setting.pick(600, 200))
    stop = asyncio.Event()
    load = loop.create_task(keep_offering(setting.pick(300, 200), setting.chance("B", fault.name, "load"), caller.call, stop))
    await asyncio.sleep(2)
    caller.seen.clear()
    for fake in fakes:
        fake.forget()
    began = loop.time()
    for fake in fakes:
        await strike(fake, fault, setting.chance("B", fault.name, fake.name))
    await asyncio.sleep(setting.pick(12, 4))
    ended = loop.time()
    for fake in fakes:
        await lift(fake, fault)
    limit = probe_interval(ended - began) * JITTER + BACK_WITHIN

    def calm():
        good = [outcome.written for outcome, judgement in caller.seen[-50:] if judgement.verdict == tagged.RIGHT]
        return len(good) == 50 and good[0] > ended

    await until(calm, limit + 2)
    await asyncio.sleep(1)
    stop.set()
    await load
    await caller.settle(10)
    await caller.close()
    return _rows(fault, caller, fakes, (began, ended), limit)


def _rows(fault, caller, fakes, span, limit):
    began, ended = span
    during = [(outcome, judgement) for outcome, judgement in caller.seen
              if outcome.written is not None and began <= outcome.written < ended]
    refusals = [outcome for outcome, judgement in during if judgement.verdict == tagged.REFUSED]
    fast = [outcome.seconds for outcome in refusals if outcome.written >= began + OPENED]
    p99 = percentile(fast, 0.99)
    without = sum("retry-after" not in outcome.headers for outcome in refusals if outcome.written >= began + OPENED)
    attempts = attempts_of([outcome for outcome, _ in during], fakes)
    failed = [outcome.written for outcome, judgement in caller.seen
              if outcome.written is not None and outcome.written >= ended and judgement.verdict != tagged.RIGHT]
    stuck = sum(judgement.verdict != tagged.RIGHT for _, judgement in caller.seen[-50:])
    recovered = None if stuck else max(failed, default=ended) - ended
    counts, reasons, _ = tally(during)
    odd = counts.get(tagged.CUT, 0) + counts.get(tagged.WRONG, 0) + caller.pending
    statuses = sorted({str(outcome.status) for outcome in refusals})
    name = fault.name + ": "
    return [
        Row(name + "fast-fail p99", "<= 5 ms", f"{ms(p99)} ms", p99 is not None and p99 <= 0.005,
            f"p50 {ms(percentile(fast, 0.5))} ms, {len(fast)} calls, status {'/'.join(statuses)}, "
            f"{without} without Retry-After"),
        Row(name + "attempts per call", "<= 1.2", f"{attempts / max(1, len(during)):.3f}", attempts <= 1.2 * len(during),
            f"{attempts} attempts, {len(during)} calls"),
        Row(name + "cut, wrong or unanswered", "0", str(odd), odd == 0, name_reasons(reasons)),
        Row(name + "recovered", f"<= {limit:.1f} s", "no" if recovered is None else f"{recovered:.1f} s",
            recovered is not None and recovered <= limit, f"after {ended - began:.0f} s of failure"),
    ]


async def run(setting, only=()):
    """The rows of scenario B."""
    rows = []
    async with Gateway(free_port()) as gateway:
        fakes = [await Fake(f"down-{number}").open() for number in range(3)]
        kinds = ["500", "refused"]
        entries = []
        for kind in kinds:  # entries of their own, so that the second storm finds clean health
            names = [f"{kind}-{number}" for number in range(3)]
            entries += [entry(name, fake, **LIMITS) for name, fake in zip(names, fakes)] + [router("all-" + kind, names)]
        gateway.write(entries)
        await gateway.start()
        for kind in kinds:
            setting.say(f"B: all three {kind}")
            rows += await _storm(setting, next(each for each in FAULTS if each.name == kind), gateway, fakes, "all-" + kind)
        for fake in fakes:
            fake.shut()
    return rows
