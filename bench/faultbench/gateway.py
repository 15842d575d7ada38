"""The gateway under test: its configuration, its processes, what the operating system and its administrator know of it."""

import asyncio
import json
import os
import shlex
import shutil
import signal
import subprocess
import tempfile
import time

from loadbench import machine

from .client import Client, Outcome

BENCH = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROOT = os.path.dirname(BENCH)
COMMAND = os.environ.get("SLUICE_CMD", "./sluice serve --config {config} --port {port} --data {data}")
PREPARE = os.environ.get("SLUICE_PREPARE", "./sluice version")
ADMIN = "bench-admin"
START_SECONDS, STOP_SECONDS = 60, 45


def entry(token, fake, model=None, **words):
    """An entry for one fake upstream."""
    return {"token": token, "type": "openai",
            "config": {"api_base": fake.base, "api_key": "sk-bench", "model": model or token, **words}}


def router(token, members, strategy="round-robin", **words):
    """An entry for a router over tokens."""
    return {"token": token, "type": "router", "config": {"router_strategy": strategy, "token_pool": list(members), **words}}


class Gateway:
    """
    One configuration, one port and one data directory; usually one process, two during a rolling restart. Ends what it
    started, and nothing else, when its `async with` ends.
    """

    jvm = None  # what the first process that was started runs on

    def __init__(self, port):
        self.port = port
        self.dir = tempfile.mkdtemp(prefix="sluice-faults-")
        self.config = os.path.join(self.dir, "model-config.json")
        self.processes = []
        self._admin = None

    async def __aenter__(self):
        return self

    async def __aexit__(self, kind, *_):
        if self._admin:
            await self._admin.close()
        for process in list(self.processes):
            await self.stop(process)
        if kind and issubclass(kind, Exception):
            print("the end of the gateway's log:\n" + self.log())
        shutil.rmtree(self.dir, ignore_errors=True)

    # ---- configuration ----

    def write(self, entries):
        """Puts a configuration into place, whole or not at all: entries, the members of a sluice.yaml, or a text."""
        text = entries if isinstance(entries, str) else json.dumps(entries, indent=1)
        with open(self.config + ".new", "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(self.config + ".new", self.config)

    # ---- processes ----

    async def start(self):
        """Starts a process and waits until it serves."""
        filled = COMMAND.format(config=self.config, port=self.port, data=os.path.join(self.dir, "data"))
        with open(os.path.join(self.dir, "log"), "ab") as out:
            process = subprocess.Popen(shlex.split(filled), cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out,
                                       stderr=out, env={**os.environ, "ADMIN_TOKEN": ADMIN})
        self.processes.append(process)
        end = time.monotonic() + START_SECONDS
        while not self.listens(process):
            if process.poll() is not None:
                raise RuntimeError(f"the gateway ended with code {process.returncode}:\n{self.log()}")
            if time.monotonic() > end:
                raise RuntimeError(f"the gateway does not listen after {START_SECONDS} s:\n{self.log()}")
            await asyncio.sleep(0.02)
        if Gateway.jvm is None and machine.jvm_of(process.pid):
            Gateway.jvm = machine.describe_jvm(self.pid(process))
        return process

    async def stop(self, process):
        """SIGTERM, and SIGKILL for one that does not end; returns (seconds it took, exit code)."""
        began = time.monotonic()
        pids = machine.children(process.pid) if process.poll() is None else []
        if pids:
            process.terminate()
        while process.poll() is None:
            if time.monotonic() - began > STOP_SECONDS:
                for pid in pids:
                    try:
                        os.kill(pid, signal.SIGKILL)
                    except ProcessLookupError:
                        pass
                process.wait(5)
                break
            await asyncio.sleep(0.01)
        self.processes.remove(process)
        return time.monotonic() - began, process.returncode

    def log(self):
        with open(os.path.join(self.dir, "log"), encoding="utf-8", errors="replace") as file:
            return file.read()[-3000:]

    # ---- what the operating system knows ----

    @staticmethod
    def pid(process):
        """The JVM behind a launcher, or the process itself."""
        return machine.jvm_of(process.pid) or process.pid

    def listens(self, process):
        """Whether this very process, and not another on the same port, listens there."""
        pid = self.pid(process)
        inodes = {target[8:-1] for target in self._links(pid) if target.startswith("socket:[")}
        for table in ("tcp", "tcp6"):
            try:
                with open(f"/proc/{pid}/net/{table}", encoding="ascii") as file:
                    rows = [line.split() for line in file.readlines()[1:]]
            except OSError:
                continue
            if any(row[3] == "0A" and int(row[1].rsplit(":", 1)[1], 16) == self.port and row[9] in inodes for row in rows):
                return True
        return False

    @staticmethod
    def _links(pid):
        found = []
        try:
            for number in os.listdir(f"/proc/{pid}/fd"):
                try:
                    found.append(os.readlink(f"/proc/{pid}/fd/{number}"))
                except OSError:
                    pass
        except OSError:
            pass
        return found

    def descriptors(self, process):
        return len(self._links(self.pid(process)))

    def rss(self, process):
        """Resident memory in bytes."""
        with open(f"/proc/{self.pid(process)}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    # ---- what the administrator knows ----

    async def admin(self, method, path, patience=10.0):
        """(status, parsed JSON or None) of an administrator's request."""
        if self._admin is None:
            self._admin = Client(self.port)
        self._admin.patience = patience
        words = (f"{method} {path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {ADMIN}\r\ncontent-length: 0\r\n\r\n")
        found = await self._admin.call(words.encode(), Outcome("admin", False))
        try:
            return found.status, json.loads(found.body)
        except ValueError:
            return found.status, None

    async def loads(self):
        """Calls under way by deployment; None when the gateway does not say."""
        status, said = await self.admin("GET", "/admin/api/deployments")
        if status != 200 or not isinstance(said, dict):
            return None
        return {str(each.get("id")): each.get("load", 0) for each in said.get("deployments", ())}


def prepare():
    """Lets ./sluice build what it builds on first use, so that no measurement includes it."""
    if PREPARE:
        subprocess.run(shlex.split(PREPARE), cwd=ROOT, check=True, timeout=1200, stdout=subprocess.DEVNULL)
