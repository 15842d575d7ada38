"""What every scenario is told."""

import random
import socket
from dataclasses import dataclass
from typing import Callable


@dataclass
class Setting:
    """`kills` and `calls` say how many, `outage` for how many seconds the databases are away."""

    seed: int
    say: Callable[[str], None]
    kills: int
    calls: int
    outage: int
    quick: bool = False

    def chance(self, name):
        """A source of chance that other scenarios do not disturb."""
        return random.Random(f"{self.seed} {name}")


def free_ports(count):
    """Ports that were free a moment ago."""
    sockets = []
    for _ in range(count):
        found = socket.socket()
        found.bind(("127.0.0.1", 0))
        sockets.append(found)
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports
