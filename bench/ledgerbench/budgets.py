"""
B: many callers race for a budget that is enough for some of them.
"""

import asyncio
import json
import time
from contextlib import ExitStack

from faultbench import tagged
from faultbench.client import Client, Outcome
from faultbench.fake import Fake
from faultbench.gateway import Gateway
from faultbench.report import Row

from . import books, servers
from .setting import free_ports

TITLE = "A race for a budget"
SENTENCE = ("1,000 calls at once against a budget for 100, each reserving what it may cost at worst; on one node, and on three that "
            "share a Redis and a PostgreSQL. A node leases a twentieth of a budget at a time.")

CALLS, BUDGET, NODES = 1000, 100, 3
LEASE = BUDGET // 20
GIVEN_BACK = 8  # seconds; a slice from which nobody took goes back after five


def _configuration(fake, ledger, price):
    return {"providers": [{"id": "up", "type": "openai", "api_base": fake.base, "api_key": "sk-bench"}],
            "prices": [{"provider": "up", "model": "*", "from": "2020-01-01", "currency": "USD", **price}],
            "keys": [{"id": "bench", "key": "bench", "budgets": [{"amount": BUDGET, "currency": "USD", "window": "total"}]}],
            "limits": {"usual_output": 20}, "ledger": ledger}


async def _rush(ports, calls, clients=None):
    """How many were admitted, and how many refused with 429; everything else is a mistake."""
    own = clients is None
    clients = clients or [Client(port, patience=30) for port in ports]
    outcomes = await asyncio.gather(*[
        clients[number % len(clients)].call(tagged.call("bench", str(number), number % 4 == 0),
                                            Outcome(str(number), number % 4 == 0))
        for number in range(calls)])
    if own:
        for client in clients:
            await client.close()
    admitted = sum(outcome.status == 200 for outcome in outcomes)
    refused = [outcome for outcome in outcomes if outcome.status == 429]
    told = [json.loads(outcome.body)["error"].get("code") for outcome in refused]
    return admitted, len(refused), set(told)


async def _one_node(fake):
    """Each call costs 1 USD: exactly 100 are admitted."""
    async with Gateway(free_ports(1)[0]) as gateway:
        gateway.write(_configuration(fake, {}, {"per_request": 1}))
        process = await gateway.start()
        admitted, refused, codes = await _rush([gateway.port], CALLS)
        await books.settled(gateway)
        verdict = await books.check(gateway)
        await gateway.stop(process)
        found = books.sqlite(gateway.dir)
    spent = found.rollup[5] / 1e6
    return [
        Row("one node: calls admitted", str(BUDGET), str(admitted), admitted == BUDGET and refused == CALLS - BUDGET,
            f"{refused} answered with 429, {', '.join(map(str, codes))}"),
        Row("one node: spent by the ledger", f"{BUDGET} USD", f"{spent:g} USD", spent == BUDGET, verdict[1]),
    ]


async def _settled_below(fake):
    """Each call may cost more than it does: what is freed is used, and no more than one reservation goes over."""
    price = {"input": 1000, "output": 100_000}  # 5 and 4 tokens: 0.405 USD; reserved for 20 tokens: over 2 USD
    async with Gateway(free_ports(1)[0]) as gateway:
        gateway.write(_configuration(fake, {}, price))
        process = await gateway.start()
        admitted = 0
        for _ in range(400):
            now, _, _ = await _rush([gateway.port], 20)
            admitted += now
            if not now:
                break
            await asyncio.sleep(0.02)  # what was reserved is given back when the answer ends
        await books.settled(gateway)
        await gateway.stop(process)
        found = books.sqlite(gateway.dir)
    spent = found.rollup[5]
    return [Row("one node, settled below the reservation: spent", f"at most {BUDGET} USD", f"{spent / 1e6:g} USD",
                0 < spent <= BUDGET * 10**6, f"{admitted} calls of 0.405 USD, each reserving more")]


async def _three_nodes(fake):
    lacking = servers.missing()
    if lacking:
        return [Row("three nodes", "", f"SKIPPED: install {' and '.join(lacking)}")]
    with ExitStack() as stack:
        postgres, redis = stack.enter_context(servers.Postgres()), stack.enter_context(servers.Redis())
        gateways = [Gateway(port) for port in free_ports(NODES)]
        try:
            processes = []
            for gateway in gateways:
                gateway.write(_configuration(fake, {"store": postgres.url, "redis": redis.url}, {"per_request": 1}))
                processes.append(await gateway.start())
            admitted, refused, codes = await _rush([gateway.port for gateway in gateways], CALLS)
            waiting = time.monotonic()
            while time.monotonic() - waiting < GIVEN_BACK:  # slices with too little for a call come back to those who still ask
                await asyncio.sleep(0.2)
                more, _, _ = await _rush([gateway.port for gateway in gateways], 30)
                admitted += more
                if more:
                    waiting = time.monotonic()
            for gateway in gateways:
                await books.settled(gateway)
            verdict = await books.check(gateways[0])
            for gateway, process in zip(gateways, processes):
                await gateway.stop(process)
            # A Redis that took longer than half a second counts as away: then each node goes on alone, as it is told to.
            away = any("Redis does not answer" in gateway.log() for gateway in gateways)
        finally:
            for gateway in gateways:
                await gateway.__aexit__(None)
        spent = int(postgres.psql("select coalesce(sum(cost_usd), 0) from rollup")[0][0]) / 1e6
    most = BUDGET + NODES * LEASE
    return [
        Row("three nodes: calls admitted", f"{BUDGET} to {most}", str(admitted),
            None if away and admitted > most else BUDGET <= admitted <= most,
            ("a node could not reach Redis for a moment, so the upper bound is not judged; " if away else "") + f"a lease is {LEASE} USD; {refused} of the first {CALLS} answered with 429, {', '.join(map(str, codes))}"),
        Row("three nodes: spent by the ledger", f"{admitted} USD", f"{spent:g} USD", spent == admitted, verdict[1]),
    ]


async def run(setting):
    fake = await Fake("up").open()
    try:
        return await _one_node(fake) + await _settled_below(fake) + await _three_nodes(fake)
    finally:
        fake.shut()
