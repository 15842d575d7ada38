"""What every scenario is given."""

import asyncio
import random
import socket
from dataclasses import dataclass


@dataclass
class Setting:
    """How a run is to be: its seed, whether it is short, and where to say how far it is."""

    seed: int
    quick: bool
    say: object

    def chance(self, *names):
        """A random.Random of its own for each name, the same for the same seed."""
        return random.Random("/".join(map(str, (self.seed, *names))))

    def pick(self, full, quick):
        return quick if self.quick else full


class Lateness:
    """How late this process runs what is due: part of every time that it measures."""

    def __init__(self):
        self.seconds = []
        self._task = asyncio.get_running_loop().create_task(self._look())

    async def _look(self):
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + 0.02
            await asyncio.sleep(0.02)
            self.seconds.append(loop.time() - due)

    def stop(self):
        self._task.cancel()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def warm_up(callers, calls):
    """Makes the gateway's JVM and its connections warm: so many calls on each caller, a few at a time; none of them counts."""
    for caller in callers:
        for number in range(calls):
            caller.call()
            if number % 8 == 7:
                await caller.settle(5)
        await caller.settle(5)
        caller.seen.clear()


async def until(condition, seconds, step=0.02):
    """Waits until a condition holds; the seconds it took, or None when it did not within so many."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    while not condition():
        if loop.time() - began > seconds:
            return None
        await asyncio.sleep(step)
    return loop.time() - began
