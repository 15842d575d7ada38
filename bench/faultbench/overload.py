"""
D: ten times more calls than there is room for.

The upstream takes 100 ms for a call and the gateway may have 50 under way there: 500 calls a second. The load is open loop: it
does not wait for answers, so that a slow gateway gets no relief.
"""

import asyncio
import json
import os
import shutil
import subprocess
import tempfile

from .fake import Fake, healthy
from .gateway import Gateway, entry
from .report import Row
from .scenario import free_port
from .stats import ms, percentile, share

TITLE = "Overload"
SENTENCE = ("Open loop: at capacity (1x), two seconds of ten times that so that the JVM has refused before, a pause, then ten "
            "times, then half. Refused calls are timed from the request written to the answer read.")

SECONDS_PER_CALL, MAX_CALLS, QUEUE = 0.1, 50, 50
CAPACITY = MAX_CALLS / SECONDS_PER_CALL
CONNECTIONS = 1000
CALM = 0.3  # seconds within which an answer is as good as without overload
SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "blast.c")


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


async def _blast(port, phases):
    """Runs the client's process; {name: phase} of its report."""
    with tempfile.TemporaryDirectory() as folder:
        client = os.path.join(folder, "blast")
        subprocess.run([shutil.which("gcc") or "cc", "-O2", "-o", client, SOURCE], check=True, timeout=120)
        order = [f"{name}:{rate}:{seconds}" for name, rate, seconds in phases]
        process = await asyncio.create_subprocess_exec(
            client, str(port), "limited", str(CONNECTIONS), *order, stdout=asyncio.subprocess.PIPE)
        try:
            limit = sum(seconds for _, _, seconds in phases) + 60
            printed, _ = await asyncio.wait_for(process.communicate(), limit)
        finally:
            if process.returncode is None:
                process.kill()
    if process.returncode:
        raise RuntimeError("the client of the overload failed")
    return {phase["name"]: phase for phase in json.loads(printed)}


def _refused(phase):
    return [answer for answer in phase["answers"] if answer[0] in ("429", "503")]


def _refusals(full, first):
    refused = _refused(full)
    times = [seconds for _, _, seconds, _ in refused]
    odd, kinds = [answer for answer in full["answers"] if answer[0] not in ("right", "429", "503")], {}
    for what, *_ in odd:
        kinds[what] = kinds.get(what, 0) + 1
    without = sum(not retry for *_, retry in refused)
    p99 = percentile(times, 0.99)
    cold = percentile([seconds for _, _, seconds, _ in _refused(first)], 0.99)
    return [
        Row("refusals at 10x, p99", "<= 5 ms", f"{ms(p99)} ms", p99 is not None and p99 <= 0.005,
            f"p50 {ms(percentile(times, 0.5))} ms, p90 {ms(percentile(times, 0.9))} ms, {len(times)} calls; "
            f"p99 in the first two seconds of all {ms(cold)} ms"),
        Row("refusals without Retry-After", "0", str(without), bool(refused) and not without),
        Row("neither answered nor refused (429, 503)", "0", str(len(odd)), not odd,
            ", ".join(f"{count} x {what}" for what, count in sorted(kinds.items()))),
    ]


def _rows(phases, memory):
    fit, full, calm = (phases[name] for name in ("fit", "full", "calm"))
    begin, end = full["began"] + 1, full["ended"]  # the first second fills the queue
    ended = [sent + seconds for phase in (fit, full, calm) for what, sent, seconds, _ in phase["answers"] if what == "right"]
    goodput = sum(begin <= at < end for at in ended) / (end - begin)
    offered = full["sent"] / (full["ended"] - full["began"])
    fitted = sum(what == "right" for what, *_ in fit["answers"])
    bad = [sent for what, sent, seconds, _ in calm["answers"] if what != "right" or seconds > CALM]
    recovery = max(bad, default=calm["began"]) - calm["began"]
    base, peak = memory.peak(fit["began"], fit["ended"]), memory.peak(fit["ended"], calm["ended"])
    return [
        Row("goodput at 10x", ">= 90 % of capacity", f"{goodput:.0f}/s, {share(min(goodput, CAPACITY), CAPACITY)}",
            goodput >= 0.9 * CAPACITY, f"capacity {CAPACITY:.0f}/s; at 1x {share(fitted, fit['sent'])} of {fit['sent']} answered"),
        *_refusals(full, phases["first"]),
        Row("recovered", "<= 5 s", f"{recovery:.1f} s", recovery <= 5 and calm["sent"] > 0,
            f"until every call was answered within {CALM * 1000:.0f} ms again, at 0.5x"),
        Row("memory (RSS)", "<= 1.3x", f"{peak / max(1, base):.2f}x", base > 0 and peak <= 1.3 * base,
            f"{base / 2**20:.0f} MB at 1x, {peak / 2**20:.0f} MB at most afterwards"),
        Row("offered at 10x", f"{10 * CAPACITY:.0f}/s", f"{offered:.0f}/s", offered >= 9 * CAPACITY,
            f"{full['not_offered']} calls found all {CONNECTIONS} connections taken; sent "
            f"{ms(percentile(full['lateness'], 0.5))} ms after they were due, p99 {ms(percentile(full['lateness'], 0.99))} ms"),
    ]


async def run(setting, only=()):
    """The rows of scenario D."""
    async with Gateway(free_port()) as gateway:
        fake = await Fake("slow", lambda asked: [SECONDS_PER_CALL, *healthy(asked)]).open()
        gateway.write([entry("limited", fake, max_calls=MAX_CALLS, queue=QUEUE, queue_timeout="1s")])
        process = await gateway.start()
        memory = _Memory(gateway, process)
        seconds = setting.pick(10, 5)
        setting.say(f"D: {10 * CAPACITY:.0f} calls/s for {seconds} s")
        phases = await _blast(gateway.port, [
            ("warm", CAPACITY * 0.9, setting.pick(10, 5)), ("fit", CAPACITY, setting.pick(8, 4)),
            ("first", 10 * CAPACITY, 2), ("pause", CAPACITY * 0.5, 2),
            ("full", 10 * CAPACITY, seconds), ("calm", CAPACITY * 0.5, setting.pick(8, 6))])
        memory.stop()
        fake.shut()
    return _rows(phases, memory)
