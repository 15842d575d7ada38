"""
M: a million calls by a script: what the upstreams state, what fails, who leaves, is known beforehand for each of them.
"""

import asyncio
import csv
import json
import os
import subprocess
from collections import Counter

from faultbench.gateway import BENCH, ROOT, Gateway
from faultbench.report import Row

from . import books
from .setting import free_ports

TITLE = "A million calls by a script"
SENTENCE = ("Answers and streams with usage and without, streams that the client leaves or that break, failover, races, embeddings, "
            "refusals: a hash of the call's number decides. The script is Million.java; the expected cost is worked out here in "
            "whole numbers, and the ledger's database is read directly.")

WORKERS = 32
# Prices that do not divide: millionths of the currency for a million tokens (input, cached input, output).
USD, CNY = ("USD", 2_537_000, 1_268_501, 10_148_003), ("CNY", 777_777, 333_333, 3_141_593)
# Two upstreams; what fails has providers of its own, so that the others stay in good health.
PRICES = {"a": USD, "b": CNY, "failing": USD, "breaking": USD}


def _decimal(micro):
    return f"{micro // 10**6}.{micro % 10**6:06d}"


def _configuration(ports):
    providers = [{"id": name, "type": "openai", "api_base": f"http://127.0.0.1:{port}/v1/", "api_key": "sk-bench"}
                 for name, port in zip(PRICES, (ports[0], ports[1], ports[0], ports[0]))]
    prices = [{"provider": name, "model": "*", "from": "2020-01-01", "currency": currency, "input": _decimal(fresh),
               "cached_input": _decimal(cached), "output": _decimal(output)}
              for name, (currency, fresh, cached, output) in PRICES.items()]
    def targets(*names):
        return [{"provider": name} for name in names]

    return {"providers": providers, "prices": prices,
            "models": [{"name": "a", "provider": "a"}, {"name": "b", "provider": "b"},
                       {"name": "breaking", "provider": "breaking"}, {"name": "second", "targets": targets("failing", "b")},
                       {"name": "race", "targets": targets("a", "b"), "strategy": "parallel"}],
            "keys": [{"id": "bench", "key": "bench",
                      "budgets": [{"amount": 100000000, "currency": "USD", "window": "total"}]}]}


def cost(provider, fresh, cached, output):
    """(currency, millionths): all buckets summed up, rounded half up once."""
    currency, *rates = PRICES[provider]
    pico = fresh * rates[0] + cached * rates[1] + output * rates[2]
    return currency, (pico + 500_000) // 1_000_000


def expected(line):
    """What the row of a call has to say: a tuple like blocks.Call.row without outcome and status."""
    name, _, deployment, fresh_and_cached, cached, output, estimated, lost = line
    fresh_and_cached, cached, output, lost = int(fresh_and_cached), int(cached), int(output), int(lost)
    money = Counter()
    if fresh_and_cached + output:
        currency, micro = cost(deployment, fresh_and_cached - cached, cached, output)
        money["cost " + currency] = micro
    if lost:
        currency, micro = cost("b", lost, 0, 0)
        money["lost " + currency] = micro
    return (name, fresh_and_cached, cached, output, int(estimated),
            money["cost USD"], money["cost CNY"], money["lost USD"], money["lost CNY"])


async def _play(setting, gateway, ports, out):
    java = subprocess.run(["sh", ".mvn/find-jdk.sh"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    command = [f"{java}/bin/java", "-Xmx256m", os.path.join(BENCH, "ledgerbench", "Million.java"), str(gateway.port),
               *map(str, ports), str(setting.calls), str(WORKERS), str(setting.seed), out]
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    said, complaints = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"Million.java failed: {complaints.decode()[-2000:]}")
    return json.loads(said), complaints.decode()


async def run(setting):
    ports = free_ports(3)
    async with Gateway(ports.pop()) as gateway:
        gateway.write(_configuration(ports))
        process = await gateway.start()
        out = os.path.join(gateway.dir, "script.csv")
        loop = asyncio.get_running_loop()
        began = loop.time()
        played, complaints = await _play(setting, gateway, ports, out)
        took = loop.time() - began
        await books.settled(gateway)
        caught_up = loop.time() - began - took
        verdict = await books.check(gateway)
        await gateway.stop(process)
        found = books.sqlite(gateway.dir)
        with open(out, encoding="utf-8", newline="") as file:
            lines = list(csv.reader(file))
    return _rows(setting, lines, found, played, complaints, (took, caught_up), verdict)


def _rows(setting, lines, found, played, complaints, seconds, verdict):
    wanted = {line[0]: expected(line) for line in lines}
    kinds = Counter(line[1] for line in lines)
    kind_of = {line[0]: line[1] for line in lines}
    wrong, examples, sums = Counter(), {}, [0] * 8
    for row in found.calls:
        name, _, _, _, *counted = row
        want = wanted.get(name)
        got = (name, *counted)
        if want != got:
            kind = kind_of.get(name, "unknown")
            wrong[kind] += 1
            examples.setdefault(kind, f"expected {want}, found {row}")
    for want in wanted.values():
        sums = [a + b for a, b in zip(sums, want[1:])]
    names = found.request_ids
    rollup = tuple(found.rollup[1:])
    return [
        Row("calls made", str(setting.calls), str(len(lines)), len(lines) == setting.calls and not played["failures"],
            f"{setting.calls / seconds[0]:.0f} a second, {seconds[0]:.0f} s; "
            + ", ".join(f"{count} {kind.lower()}" for kind, count in kinds.most_common())
            + (f"; {complaints[:300]}" if complaints else "")),
        Row("calls in the books", str(len(lines)), str(len(names)), len(names) == len(lines),
            f"caught up {seconds[1]:.1f} s after the last call"),
        Row("calls that are there twice, or that nobody made", "0", str(len(names) - len(set(names) & set(wanted))),
            set(names) == set(wanted) and len(names) == len(set(names))),
        Row("calls with another number of tokens, another cost or another flag", "0", str(sum(wrong.values())), not wrong,
            "; ".join(f"{kind}: {count}, {examples[kind]}" for kind, count in wrong.most_common(3))),
        Row("rollups: input, cached, output, estimated; cost USD and CNY, lost USD and CNY, in millionths",
            " ".join(map(str, sums)), " ".join(map(str, rollup)), rollup == tuple(sums)),
        Row("reservations left open", "0", str(found.open_reservations), found.open_reservations == 0),
        Row("the ledger's own check", "adds up", verdict[1], verdict[0]),
    ]
