"""
K: the gateway is killed with SIGKILL at random moments under load, started again, killed again.
"""

import asyncio
import os
import signal

from faultbench import tagged
from faultbench.client import Client, Outcome
from faultbench.fake import Fake
from faultbench.gateway import Gateway
from faultbench.report import Row
from faultbench.scenario import until

from . import books
from .setting import free_ports

TITLE = "Killed under load"
SENTENCE = ("SIGKILL at a random moment under load, start again, and so on. An acknowledged call is one whose client has the last byte "
            "of its answer. Every such call is in the books, in both modes: durable mode is about the loss of power. "
            "Nothing is ever there twice.")

CALLERS = 16
FIRST_SECONDS = 20


def _configuration(fake, durable):
    return {"providers": [{"id": "up", "type": "openai", "api_base": fake.base, "api_key": "sk-bench"}],
            "prices": [{"provider": "up", "model": "*", "from": "2020-01-01", "currency": "USD", "input": 2.5, "output": 10}],
            "keys": [{"id": "bench", "key": "bench", "budgets": [{"amount": 1000000, "currency": "USD", "window": "total"}]}],
            "ledger": {"durable": durable}}


class _Load:
    """Callers that ask one call after the other, half of them streams, and note what they were told to the end."""

    def __init__(self, port):
        self.port, self.acknowledged, self.sent = port, [], 0

    async def run(self, stop):
        clients = [Client(self.port, patience=5) for _ in range(CALLERS)]
        await asyncio.gather(*[self._caller(client, stop, number) for number, client in enumerate(clients)])
        for client in clients:
            await client.close()

    async def _caller(self, client, stop, number):
        while not stop.is_set():
            self.sent += 1
            tag, stream = f"{number}.{self.sent}", number % 2 == 0
            outcome = await client.call(tagged.call("bench", tag, stream), Outcome(tag, stream))
            if outcome.error is None and outcome.status == 200:
                self.acknowledged.append(outcome.headers["x-request-id"])
            elif outcome.error:
                await asyncio.sleep(0.001)


async def _mode(setting, durable):
    chance = setting.chance(f"kills {durable}")
    acknowledged, kills = [], 0
    fake = await Fake("up").open()
    async with Gateway(free_ports(1)[0]) as gateway:
        gateway.write(_configuration(fake, durable))
        for kills in range(1, setting.kills + 1):
            process = await gateway.start()
            load, stop = _Load(gateway.port), asyncio.Event()
            running = asyncio.ensure_future(load.run(stop))
            await until(lambda: load.acknowledged, FIRST_SECONDS)  # a JVM that has just begun is slow
            await asyncio.sleep(chance.uniform(0.02, 0.4))
            os.kill(gateway.pid(process), signal.SIGKILL)
            process.wait()
            gateway.processes.remove(process)
            stop.set()
            await running
            acknowledged += load.acknowledged
            if kills % 50 == 0:
                setting.say(f"  {'durable' if durable else 'default'} mode: {kills} kills, {len(acknowledged)} acknowledged calls")
        process = await gateway.start()
        await books.settled(gateway)
        verdict = await books.check(gateway)
        await gateway.stop(process)
        found = books.sqlite(gateway.dir)
    fake.shut()
    names = found.request_ids
    lost = set(acknowledged) - set(names)
    word = "durable" if durable else "default"
    return [
        Row(f"{word} mode: kills", str(setting.kills), str(kills), kills == setting.kills and len(acknowledged) > kills,
            f"{len(acknowledged)} acknowledged calls, {len(names)} in the books"),
        Row(f"{word} mode: acknowledged calls lost", "0", str(len(lost)), not lost),
        Row(f"{word} mode: calls that are in the books twice", "0", str(len(names) - len(set(names))),
            len(names) == len(set(names))),
        Row(f"{word} mode: the ledger's own check", "adds up", verdict[1], verdict[0]),
        Row(f"{word} mode: reservations left open", "0", str(found.open_reservations), found.open_reservations == 0),
    ]


async def run(setting):
    return await _mode(setting, True) + await _mode(setting, False)
