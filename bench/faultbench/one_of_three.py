"""
A: one of three deployments fails, in each way in turn; the other two are well.

Every fault has a router, a failing upstream and a caller of its own. A batch of faults runs side by side, so that waiting for
one deployment to come back costs no time of its own.
"""

import asyncio
from dataclasses import dataclass

from . import tagged, tls
from .fake import Fake
from .faults import FAULTS, LIMITS, PAUSE_SECONDS, lift, strike
from .gateway import Gateway, entry, router
from .load import Caller, attempts_of, keep_offering, name_reasons, tally
from .report import Row
from .scenario import free_port, until, warm_up
from .stats import ms, percentile, share

TITLE = "One of three deployments fails"
SENTENCE = ("Round-robin over three, one of which fails; half of the calls are streams. Success counts right answers and, "
            "once a stream has begun, one error event followed by [DONE] (\"told\"). Attempts count what upstreams saw or the answers "
            "said, whichever is more. \"Back\" is when the mended deployment has answered five calls.")

FIRST_PROBE, SECOND_PROBE, JITTER, BACK_WITHIN = 5.0, 10.0, 1.1, 10.0
PROVEN = 5  # answers that show that a deployment is in use
GRACE = 0.3  # seconds in which calls may come that were on their way when the first was refused


@dataclass
class Case:
    """One fault under way."""

    fault: object
    fake: Fake
    caller: Caller
    chance: object
    struck: float = 0.0
    lifted: float = 0.0
    back: float | None = None


def _entries(fault, fake, good, trust):
    words = {**LIMITS, **({"ca": trust} if fault.tls else {})}
    names = [f"{place}-{fault.name}" for place in ("a", "b", "c")]
    failing = entry(names[1], fake, **words)
    if fault.host:
        failing["config"]["api_base"] = f"http://{fault.host}:{fake.port}/v1/"
    return [entry(names[0], good[0], **LIMITS), failing, entry(names[2], good[1], **LIMITS), router("r-" + fault.name, names)]


def probe_interval(seconds):
    """The breaker's interval at the end of a fault that took so long; see the gateway's decisions on health."""
    return FIRST_PROBE if seconds < FIRST_PROBE else SECOND_PROBE


def _back_limit(case):
    if case.fault.pause:
        return PAUSE_SECONDS + BACK_WITHIN
    return probe_interval(case.lifted - case.struck) * JITTER + BACK_WITHIN


async def _run_case(case, setting):
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    rate = setting.pick(100, 50)
    load = loop.create_task(keep_offering(rate, setting.chance("A", case.fault.name, "load"), case.caller.call, stop))
    await asyncio.sleep(setting.pick(2, 1))
    case.caller.seen.clear()
    case.fake.forget()
    case.struck = loop.time()
    await strike(case.fake, case.fault, case.chance)
    await asyncio.sleep(setting.pick(7, 4.5))
    case.lifted = loop.time()
    await lift(case.fake, case.fault)
    if case.fault.recovers:
        def proven():
            return sum(each.ended is not None and not each.cut for each in case.fake.attempts if each.arrived > case.lifted)

        case.back = await until(lambda: proven() >= PROVEN, _back_limit(case) + 1)
    stop.set()
    await load
    await case.caller.settle(10)
    await case.caller.close()


def _asked_too_early(case):
    """Calls that came to a deployment which had asked to be left alone."""
    early, since, end = 0, None, 0.0
    for attempt in sorted(case.fake.attempts, key=lambda each: each.arrived):
        if since is None or attempt.arrived >= end:
            if attempt.arrived >= case.lifted:
                break
            since, end = attempt.arrived, attempt.arrived + case.fault.pause - 0.05
        elif attempt.arrived > since + GRACE:
            early += 1
    return early


def _row(case, well):
    seen = case.caller.seen
    counts, reasons, strangers = tally(seen)
    right, told = counts.get(tagged.RIGHT, 0), counts.get(tagged.TOLD, 0)
    good = right + told
    during = [outcome for outcome, _ in seen if outcome.written is not None and case.struck <= outcome.written < case.lifted]
    attempts = attempts_of(during, [case.fake, *well])
    amplification = attempts / max(1, len(during))
    early = _asked_too_early(case) if case.fault.pause else 0
    unanswered = case.caller.pending
    met = bool(seen) and good >= 0.9999 * len(seen) and amplification <= 1.2 and not strangers and not early and not unanswered
    target = "success >= 99.99 %, attempts <= 1.2x, no cross-talk"
    measured = f"success {share(good, len(seen))}, {amplification:.2f}x"
    if case.fault.recovers:
        target += f", back <= {_back_limit(case):.1f} s"
        measured += ", not back" if case.back is None else f", back after {case.back:.1f} s"
        met = met and case.back is not None and case.back <= _back_limit(case)
    times = [outcome.seconds for outcome, judgement in seen if judgement.verdict == tagged.RIGHT]
    note = [f"{len(seen)} calls"]
    note += [f"{told} told"] if told else []
    note += [f"p99 {ms(percentile(times, 0.99))} ms"]
    note += [f"{strangers} CROSS-TALK"] if strangers else []
    note += [f"asked {early} times too early"] if early else []
    note += [f"{unanswered} without an answer"] if unanswered else []
    note += [name_reasons(reasons)] if reasons else []
    facts = {"calls": len(seen), "right": right, "told": told, "attempts": attempts, "calls_during": len(during),
             "crosstalk": strangers, "back": case.back, "early": early, "reasons": reasons}
    return Row(case.fault.name, target, measured, met, ", ".join(note), facts)


def _summary(rows):
    calls = sum(row.facts["calls"] for row in rows)
    good = sum(row.facts["right"] + row.facts["told"] for row in rows)
    told, strangers = sum(row.facts["told"] for row in rows), sum(row.facts["crosstalk"] for row in rows)
    sent, attempts = sum(row.facts["calls_during"] for row in rows), sum(row.facts["attempts"] for row in rows)
    return [
        Row("success, all faults", ">= 99.99 %", share(good, calls), bool(calls) and good >= 0.9999 * calls,
            f"{calls} calls, {told} of them streams that broke and said so"),
        Row("attempts per call, all faults", "<= 1.2", f"{attempts / max(1, sent):.3f}", attempts <= 1.2 * sent,
            "while the fault lasted"),
        Row("cross-talk", "0", str(strangers), strangers == 0, "answers with another caller's words"),
    ]


async def run(setting, only=()):
    """The rows of scenario A."""
    faults = [fault for fault in FAULTS if (not only or fault.name in only) and (tls.available() or not fault.tls)]
    rows, entries, cases = [], [], []
    async with Gateway(free_port()) as gateway:
        certificate = tls.Certificate(gateway.dir) if any(fault.tls for fault in faults) else None
        good = [await Fake("good-1").open(), await Fake("good-2").open()]
        for fault in faults:
            fake = await Fake(fault.name, tls=certificate.server() if fault.tls else None).open()
            chance = setting.chance("A", fault.name)
            cases.append(Case(fault, fake, Caller(gateway.port, "r-" + fault.name, chance), chance))
            entries += _entries(fault, fake, good, certificate.file if certificate else "")
        gateway.write(entries)
        await gateway.start()
        await warm_up([case.caller for case in cases if not case.fault.host], setting.pick(40, 16))
        width = setting.pick(6, 10)
        for place in range(0, len(cases), width):
            batch = cases[place:place + width]
            setting.say("A: " + ", ".join(case.fault.name for case in batch))
            for fake in good:
                fake.forget()
            await asyncio.gather(*[_run_case(case, setting) for case in batch])
            rows += [_row(case, good) for case in batch]
        for fake in (*good, *[case.fake for case in cases]):
            fake.shut()
    return _summary(rows) + rows
