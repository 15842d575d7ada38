"""
F: the configuration changes again and again under load; every tenth version is wrong and has to be refused.

Every version has a key of its own, so that it can be seen which one is in force.
"""

import asyncio

from . import tagged
from .client import Client, Outcome
from .fake import Fake
from .gateway import Gateway, entry
from .load import Caller, keep_offering, name_reasons, tally
from .report import Row
from .scenario import free_port, warm_up
from .stats import ms, percentile

TITLE = "Reloads"
SENTENCE = ("The file is rewritten and POST /admin/api/reload asked, one right after the other, while calls come in. After "
            "each answer it is looked whether the version's own key is served, and the one before is not.")

RATE = 200


def _version(fake, number):
    return [entry("bench", fake), entry(f"version-{number}", fake, headers={"x-version": str(number)})]


def _wrong(fake, number, chance):
    """A version with a mistake; another kind each time."""
    entries = _version(fake, number)
    kind = chance.randrange(4)
    if kind == 0:
        return '[{"token": "bench", "type": "openai", '
    if kind == 1:
        return [*entries, entry("bench", fake)]
    if kind == 2:
        return [*entries, {"token": "router", "type": "router",
                           "config": {"router_strategy": "round-robin", "token_pool": ["nobody"]}}]
    return [*entries, {"token": "ring", "type": "router", "config": {"router_strategy": "round-robin", "token_pool": ["ring"]}}]


class _Round:
    """Counts what came of the reloads."""

    def __init__(self):
        self.times, self.accepted, self.refused, self.mistakes, self.answers = [], 0, 0, 0, {}
        self.not_in_force = 0

    def book(self, status, wrong, seconds):
        self.times.append(seconds)
        self.answers[status] = self.answers.get(status, 0) + 1
        self.accepted += status == 200 and not wrong
        self.refused += status == 400 and wrong
        self.mistakes += status != (400 if wrong else 200)


async def _ask(client, number):
    outcome = await client.call(tagged.call(f"version-{number}", f"probe.{number}", False), Outcome(f"probe.{number}", False))
    return outcome.status


async def _reload(gateway, client, rounds, version, wrong):
    """One reload; `version` is (entries, its number, the number in force before). Returns the number in force now."""
    loop = asyncio.get_running_loop()
    entries, number, before = version
    gateway.write(entries)
    began = loop.time()
    status, _ = await gateway.admin("POST", "/admin/api/reload")
    rounds.book(status, wrong, loop.time() - began)
    now, other = (before, number) if wrong else (number, before)
    good, bad = await _ask(client, now), await _ask(client, other)
    rounds.not_in_force += good != 200 or (other != now and bad != 401)
    return now


async def run(setting, only=()):
    """The rows of scenario F."""
    wanted, chance = setting.pick(1000, 100), setting.chance("F")
    loop = asyncio.get_running_loop()
    async with Gateway(free_port()) as gateway:
        fake = await Fake("upstream").open()
        gateway.write(_version(fake, 0))
        await gateway.start()
        caller, client = Caller(gateway.port, "bench", setting.chance("F", "calls"), fresh=0.1), Client(gateway.port)
        await warm_up([caller], setting.pick(2000, 600))
        stop = asyncio.Event()
        load = loop.create_task(keep_offering(RATE, setting.chance("F", "load"), caller.call, stop))
        await asyncio.sleep(setting.pick(10, 5))
        began, rounds, current, done = loop.time(), _Round(), 0, 0
        deadline = began + setting.pick(90, 30)
        for number in range(1, wanted + 1):
            wrong = number % 10 == 0
            entries = _wrong(fake, number, chance) if wrong else _version(fake, number)
            current = await _reload(gateway, client, rounds, (entries, number, current), wrong)
            done = number
            if loop.time() > deadline:
                break
        ended = loop.time()
        stop.set()
        await load
        await caller.settle(10)
        await caller.close()
        await client.close()
        fake.shut()
    return _rows(rounds, caller, (began, ended), done, wanted)


def _rows(rounds, caller, span, done, wanted):
    began, ended = span
    counts, reasons, strangers = tally(caller.seen)
    failed = len(caller.seen) - counts.get(tagged.RIGHT, 0) + caller.pending
    plain = [outcome for outcome, judgement in caller.seen if judgement.verdict == tagged.RIGHT and not outcome.stream]
    before = percentile([outcome.seconds for outcome in plain if outcome.written < began], 0.99)
    during = percentile([outcome.seconds for outcome in plain if outcome.written >= began], 0.99)
    rise = (during / before - 1) if before and during else None
    return [
        Row("reloads", str(wanted), str(done), done == wanted, f"{done / max(0.001, ended - began):.0f} a second, answered in "
            f"{ms(percentile(rounds.times, 0.5))} ms, p99 {ms(percentile(rounds.times, 0.99))} ms"),
        Row("answers of reload", "200, or 400 for every tenth", f"{rounds.accepted} x 200, {rounds.refused} x 400",
            rounds.mistakes == 0, ", ".join(f"{count} x {status}" for status, count in rounds.answers.items())),
        Row("versions not in force when they should be", "0", str(rounds.not_in_force), rounds.not_in_force == 0),
        Row("failed calls", "0", str(failed), failed == 0 and bool(caller.seen),
            f"{len(caller.seen)} calls" + (", " + name_reasons(reasons) if reasons else "")),
        Row("cross-talk", "0", str(strangers), strangers == 0),
        Row("rise of p99 during reloads", "<= 20 % is the aim", "-" if rise is None else f"{100 * rise:+.0f} %", None,
            f"{ms(before)} ms before, {ms(during)} ms during"),
    ]
