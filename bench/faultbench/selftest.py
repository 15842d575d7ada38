"""
The bench against itself: the client calls each fake directly and must find each fault where it is expected, then the right
answer again once the fault is lifted. What is not seen here cannot be seen through a gateway.
"""

import asyncio
import random
import tempfile

from . import tagged, tls
from .client import Client, Outcome
from .fake import Fake, healthy
from .faults import FAULTS, lift, strike
from .load import Caller, evenly, offer
from .report import Row

PATIENCE = 0.6  # shorter than what trickles, longer than what stalls a moment
ROUNDS = 10


async def _ask(port, host, trust, stream, number, patience):
    client = Client(port, host, trust, patience)
    outcome = Outcome(f"self.{number}", stream)
    await client.call(tagged.call("none", outcome.tag, stream), outcome)
    await client.close()
    return tagged.judge(outcome)


def _fits(judgement, expected):
    return judgement.verdict == expected[0] and judgement.why.startswith(expected[1]) and not judgement.strangers


async def check(fault, chance, certificate):
    """Finds one fault, plain and streamed; returns what did not fit."""
    fake = await Fake(fault.name, healthy, certificate.server() if fault.tls else None).open()
    trust = certificate.client() if fault.tls else None
    host, found = fault.host or "127.0.0.1", []
    try:
        await strike(fake, fault, chance)
        waits = fault.valid or "timeout" in fault.sees[1]
        numbers = range(1 if waits else ROUNDS)
        for stream in (False, True):
            expected = fault.sees_stream if stream and fault.sees_stream else fault.sees
            judged = await asyncio.gather(*[
                _ask(fake.port, host, trust, stream, number, 5 if fault.valid else PATIENCE) for number in numbers])
            found += [f"{'stream' if stream else 'call'}: {each.verdict} {each.why}, expected {' '.join(expected)}"
                      for each in judged if not _fits(each, expected)]
        await lift(fake, fault)
        if not fault.host:
            for stream in (False, True):
                after = await _ask(fake.port, host, trust, stream, 99, 3)
                if after.verdict != tagged.RIGHT:
                    found.append(f"after it was lifted: {after.verdict} {after.why}")
        await asyncio.sleep(0.02)
        if fake.active:
            found.append(f"{fake.active} calls under way at the end")
    finally:
        fake.shut()
    return found


async def faults(chance):
    """One row for all faults."""
    with tempfile.TemporaryDirectory(prefix="sluice-faults-") as directory:
        certificate = tls.Certificate(directory) if tls.available() else None
        chosen = [fault for fault in FAULTS if certificate or not fault.tls]
        results = await asyncio.gather(*[check(fault, random.Random(chance.random()), certificate) for fault in chosen])
    rows = [Row(fault.name, "seen as " + " ".join(fault.sees), "as expected" if not found else found[0], not found)
            for fault, found in zip(chosen, results)]
    return rows


async def crosstalk():
    """Answers of another's are recognised."""
    fake = await Fake("mixed-up", lambda asked: healthy(tagged.Asked("another.1", asked.stream, False, "m"))).open()
    judged = [await _ask(fake.port, "127.0.0.1", None, stream, 1, 2) for stream in (False, True)]
    fake.shut()
    seen = all(each.strangers == ("another.1",) and each.verdict == tagged.WRONG for each in judged)
    return Row("cross-talk", "another caller's answer is recognised", "as expected" if seen else str(judged), seen)


async def told():
    """A stream that breaks is told apart from one that only seems to end."""
    asked = tagged.Asked("told.1", True, False, "m")
    begun, error, done = tagged.frames(asked)[:2], b'data: {"error":{"message":"no"}}\n\n', b"data: [DONE]\n\n"
    expected = [(begun + [error, done], tagged.TOLD), (begun + [done], tagged.WRONG), (begun + [error], tagged.WRONG),
                (begun + [error, error, done], tagged.WRONG), (begun + [error, done, done], tagged.WRONG),
                (tagged.frames(asked)[:-2] + [error, done], tagged.TOLD), (begun + [error[:-5]], tagged.WRONG),
                (tagged.frames(asked), tagged.RIGHT), ([error, done], tagged.WRONG)]
    bad = []
    for number, (events, verdict) in enumerate(expected):
        outcome = Outcome("told.1", True)
        outcome.status, outcome.headers = 200, {"content-type": "text/event-stream"}
        outcome.body = bytearray(b"".join(events))
        judged = tagged.judge(outcome)
        if judged.verdict != verdict:
            bad.append(f"{number}: {judged.verdict} {judged.why}")
    return Row("broken streams", "one error event, then [DONE], and nothing else counts", "; ".join(bad) or "as expected",
               not bad)


async def pace():
    """What the client and a fake can do together, one after the other on one core."""
    fake = await Fake("fast").open()
    caller = Caller(fake.port, "pace", random.Random(1), streams=0)
    took = await offer(evenly(2000, 2), caller.call)
    await caller.settle(5)
    await caller.close()
    fake.shut()
    right = sum(judgement.verdict == tagged.RIGHT for _, judgement in caller.seen)
    return Row("pace", "2,000 calls/s offered and answered", f"{caller.sent / took:.0f}/s, {right} of {caller.sent} right",
               right == caller.sent == 4000)


async def run(seed):
    chance = random.Random(f"{seed}/self-test")
    return await faults(chance) + [await crosstalk(), await told(), await pace()]
