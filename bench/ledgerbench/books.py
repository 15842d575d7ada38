"""The gateway's books, read behind its back: straight from the database, by nobody's code but this."""

import asyncio
import os
import sqlite3
import time
from dataclasses import dataclass, field

from . import blocks

SETTLE_SECONDS = 120

ROLLUPS = """
    select sum(calls), sum(fresh_input + cache_read + cache_write + audio_input), sum(cache_read),
           sum(text_output + reasoning + audio_output), sum(estimated), sum(cost_usd), sum(cost_cny), sum(lost_usd), sum(lost_cny)
    from rollup
"""


@dataclass
class Books:
    """`calls` are rows of blocks.Call.row, `rollup` is the one row of ROLLUPS."""

    calls: list = field(default_factory=list)
    rollup: tuple = ()
    open_reservations: int = 0

    @property
    def request_ids(self):
        return [row[0] for row in self.calls]


def sqlite(directory):
    """What a gateway with this directory has in its embedded database; it must have ended."""
    database = sqlite3.connect(os.path.join(directory, "data", "sluice.db"))
    try:
        reserved = database.execute("select coalesce(sum(reserved), 0) from balance").fetchone()[0]
        packed = database.execute("select packed from call_block order by id")
        calls = [call.row() for block, in packed for call in blocks.calls(block)]
        return Books(calls, database.execute(ROLLUPS).fetchone(), reserved)
    finally:
        database.close()


async def settled(gateway):
    """Waits until every record that is in the journal is in the database, too."""
    end = time.monotonic() + SETTLE_SECONDS
    while True:
        _, said = await gateway.admin("GET", "/admin/api/ledger")
        lag = said.get("entries") if isinstance(said, dict) else None
        if lag == 0:
            return
        if time.monotonic() > end:
            raise RuntimeError(f"the ledger is {lag} entries behind after {SETTLE_SECONDS} s")
        await asyncio.sleep(0.1)


async def check(gateway):
    """(adds up, sentence) as `sluice ledger check` has it."""
    # It reads every call: some ten seconds for a million.
    status, said = await gateway.admin("POST", "/admin/api/ledger/check", patience=300.0)
    if status != 200 or not isinstance(said, dict):
        return False, f"no answer: {status}"
    findings = said.get("findings", [])
    return not findings, "adds up" if not findings else f"{len(findings)} findings, first: {findings[0]}"
