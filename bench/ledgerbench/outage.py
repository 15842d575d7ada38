"""
O: PostgreSQL and Redis are stopped under load, and come back.
"""

import asyncio
import time

from faultbench import tagged
from faultbench.client import Client, Outcome
from faultbench.fake import Fake
from faultbench.gateway import Gateway
from faultbench.report import Row

from . import books, servers
from .setting import free_ports

TITLE = "Databases stopped under load"
SENTENCE = "PostgreSQL and Redis are stopped together under load, and started again. Nobody who has a key notices, and nothing is lost."

CALLERS, PAUSE = 12, 0.01


def _configuration(fake, postgres, redis):
    return {"providers": [{"id": "up", "type": "openai", "api_base": fake.base, "api_key": "sk-bench"}],
            "prices": [{"provider": "up", "model": "*", "from": "2020-01-01", "currency": "USD", "per_request": 0.001}],
            "keys": [{"id": "bench", "key": "bench", "limits": [{"rpm": 100000000}],
                      "budgets": [{"amount": 1000000, "currency": "USD", "window": "month"}]}],
            "ledger": {"store": postgres.url, "redis": redis.url}}


class _Load:
    def __init__(self, port):
        self.port, self.served, self.failed = port, [], []

    async def run(self, stop):
        await asyncio.gather(*[self._caller(number, stop) for number in range(CALLERS)])

    async def _caller(self, number, stop):
        client, sent = Client(self.port, patience=10), 0
        while not stop.is_set():
            sent += 1
            outcome = await client.call(tagged.call("bench", f"{number}.{sent}", number % 3 == 0),
                                        Outcome(f"{number}.{sent}", number % 3 == 0))
            if outcome.error is None and outcome.status == 200:
                self.served.append(outcome.headers["x-request-id"])
            else:
                self.failed.append(f"{outcome.error or outcome.status} {bytes(outcome.body)[:200]!r}")
            await asyncio.sleep(PAUSE)
        await client.close()


async def run(setting):
    lacking = servers.missing()
    if lacking:
        return [Row("databases stopped", "", f"SKIPPED: install {' and '.join(lacking)}")]
    fake = await Fake("up").open()
    with servers.Postgres() as postgres, servers.Redis() as redis:
        async with Gateway(free_ports(1)[0]) as gateway:
            gateway.write(_configuration(fake, postgres, redis))
            process = await gateway.start()
            load, stop = _Load(gateway.port), asyncio.Event()
            running = asyncio.ensure_future(load.run(stop))
            await asyncio.sleep(3)
            before = len(load.served)
            await asyncio.gather(asyncio.to_thread(postgres.stop), asyncio.to_thread(redis.stop))
            setting.say(f"  both are stopped for {setting.outage} s")
            await asyncio.sleep(setting.outage)
            during = len(load.served) - before
            await asyncio.gather(asyncio.to_thread(postgres.start), asyncio.to_thread(redis.start))
            back = time.monotonic()
            await asyncio.sleep(3)
            stop.set()
            await running
            await books.settled(gateway)
            caught_up = time.monotonic() - back
            verdict = await books.check(gateway)
            await gateway.stop(process)
        names = [row[0] for row in postgres.psql("select request from call")]
    fake.shut()
    lost = set(load.served) - set(names)
    return [
        Row("failed calls of a known key", "0", str(len(load.failed)), not load.failed,
            f"{len(load.served)} calls, {during} of them while both were away for {setting.outage} s; " + "; ".join(load.failed[:2])),
        Row("calls that are not in the books", "0", str(len(lost)), not lost),
        Row("calls that are there twice", "0", str(len(names) - len(set(names))), len(names) == len(set(names))),
        Row("the ledger's own check", "adds up", verdict[1], verdict[0], f"caught up {caught_up:.1f} s after they came back"),
    ]
