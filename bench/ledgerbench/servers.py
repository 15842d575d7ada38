"""PostgreSQL and Redis for a scenario: of their own, in a temporary directory, on a free port; ended at the end."""

import glob
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time

from .setting import free_ports

START_SECONDS = 30


def missing():
    """What has to be installed first; an empty list when nothing."""
    lacking = [] if _postgres_programs() else ["postgresql"]
    return lacking + ([] if shutil.which("redis-server") else ["redis-server"])


def _postgres_programs():
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    if found:
        return os.path.dirname(found[-1])
    found = shutil.which("initdb")
    return os.path.dirname(found) if found else None


def _unprivileged():
    """PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return {}
    someone = pwd.getpwnam("postgres")
    return {"user": someone.pw_uid, "group": someone.pw_gid, "extra_groups": []}


class _Server:
    def __init__(self):
        self.dir = tempfile.mkdtemp(prefix="sluice-ledger-")
        self.port = free_ports(1)[0]
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.dir, ignore_errors=True)

    def start(self):
        with open(os.path.join(self.dir, "log"), "ab") as out:
            self.process = subprocess.Popen(self._command(), stdin=subprocess.DEVNULL, stdout=out, stderr=out, **self._as())
        end = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > end:
                with open(os.path.join(self.dir, "log"), encoding="utf-8", errors="replace") as log:
                    raise RuntimeError(f"{self._command()[0]} does not start:\n{log.read()[-2000:]}")
            time.sleep(0.05)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # PostgreSQL: fast shutdown
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def _as(self):
        return {}


class Postgres(_Server):
    """A database `sluice`; keeps what it holds over stop and start."""

    def __init__(self):
        super().__init__()
        self._bin = _postgres_programs()
        os.chmod(self.dir, 0o755)
        self._data = os.path.join(self.dir, "pg")
        if _unprivileged():
            os.makedirs(self._data, 0o700)
            os.chown(self._data, _unprivileged()["user"], _unprivileged()["group"])
        subprocess.run([f"{self._bin}/initdb", "-D", self._data, "-U", "sluice", "-A", "trust", "-E", "UTF8", "--no-sync"],
                       check=True, stdout=subprocess.DEVNULL, cwd="/", **_unprivileged())
        self._made = False

    def _command(self):
        return [f"{self._bin}/postgres", "-D", self._data, "-p", str(self.port), "-k", self._data, "-h", "127.0.0.1",
                "-c", "max_connections=60"]

    def _as(self):
        return {"cwd": "/", **_unprivileged()}

    def _answers(self):
        name = "sluice" if self._made else "postgres"
        if subprocess.run([f"{self._bin}/psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "sluice", "-d", name, "-qtc",
                           "select 1"], capture_output=True, check=False).returncode != 0:
            return False
        if not self._made:
            self._made = True
            self.psql("create database sluice", "postgres")
        return True

    def psql(self, sql, database="sluice"):
        """The rows of a query, each a list of texts."""
        done = subprocess.run([f"{self._bin}/psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "sluice", "-d", database,
                               "-qAtF", "\t", "-c", sql], capture_output=True, text=True, check=True)
        return [line.split("\t") for line in done.stdout.splitlines()]

    @property
    def url(self):
        return f"jdbc:postgresql://127.0.0.1:{self.port}/sluice?user=sluice"


class Redis(_Server):
    """A Redis that keeps nothing over stop and start."""

    def _command(self):
        return ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
                "--dir", self.dir]

    def _answers(self):
        return subprocess.run(["redis-cli", "-p", str(self.port), "ping"], capture_output=True, check=False).stdout == b"PONG\n"

    @property
    def url(self):
        return f"redis://127.0.0.1:{self.port}"
