"""Gateways that a suite starts, stops, kills and starts again, and everything that an administrator asks of them."""

import json
import os
import re
import subprocess
import tempfile
import time

import requests
from openai import OpenAI

SLUICE = os.environ["SLUICE_BIN"]
ADMIN = "admin-of-the-keys-suite"


class Log:
    """A gateway's log from now on."""

    def __init__(self, path):
        self.path = path
        self.begin = os.path.getsize(path) if os.path.exists(path) else 0

    def text(self):
        with open(self.path, "rb") as file:
            file.seek(self.begin)
            return file.read().decode("utf-8")

    def wait(self, words, seconds=10):
        """The log, once it has the words."""
        until = time.monotonic() + seconds
        while not re.search(words, self.text()):
            assert time.monotonic() < until, f"the log does not say {words!r}:\n{self.text()}"
            time.sleep(0.02)
        return self.text()


class Gateway:
    """A gateway with a configuration and a data directory of its own; it is not started by being made."""

    def __init__(self, text, name="sluice.yaml"):
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.config = os.path.join(self.folder.name, name)
        self.data = os.path.join(self.folder.name, "data")
        self.log = Log(os.path.join(self.folder.name, "log"))
        self.base = self.process = None
        self.answered = set()  # ids of calls that are not known to be in the books yet
        self.configure(text)

    def configure(self, text):
        with open(self.config + ".new", "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(self.config + ".new", self.config)

    def start(self):
        self.log = Log(self.log.path)
        with open(self.log.path, "ab") as log:
            self.process = subprocess.Popen(
                [SLUICE, "serve", "--config", self.config, "--port", "0", "--data", self.data],
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, env={**os.environ, "ADMIN_TOKEN": ADMIN})
        try:
            self.base = re.search(r"listens on (http://[^\s\"]+)", self.log.wait("listens on .*\n", 60))[1]
        except AssertionError:
            self.kill()
            raise
        self.anybody = OpenAI(api_key="unused", base_url=self.base + "/v1", max_retries=0, timeout=20)
        return self

    def stop(self):
        """Stops it in order, and returns its exit code."""
        self.process.terminate()
        return self.process.wait(40)

    def kill(self):
        self.process.kill()
        self.process.wait(10)

    def close(self):
        if self.process and self.process.poll() is None:
            self.kill()
        self.folder.cleanup()

    __enter__ = start

    def __exit__(self, *_):
        self.close()

    # ---- The administrator ----------------------------------------------------------------------

    def sluice(self, *arguments, expected=0):
        """What a command of the launcher prints; libraries must not complain there."""
        command = subprocess.run(
            [SLUICE, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
            env={**os.environ, "ADMIN_TOKEN": ADMIN, "SLUICE_URL": self.base or "", "SLUICE_DATA": self.data,
                 "SLUICE_CONFIG": self.config})
        strange = re.search(r"(?m)^(SLF4J|WARNING|Exception)", command.stderr)
        assert command.returncode == expected and not strange, (
            f"{' '.join(arguments)}: exit code {command.returncode}, expected {expected}:\n"
            f"{command.stdout}\n{command.stderr}")
        return command.stdout + (command.stderr if expected else "")

    def admin(self, method, path, expected=200, json=None, **query):
        """An answer of the control API."""
        answer = requests.request(method, self.base + "/admin/api" + path, params=query, json=json, timeout=20,
                                  headers={"Authorization": "Bearer " + ADMIN})
        assert answer.status_code == expected, f"{method} {path}: {answer.status_code}\n{answer.text}"
        if not answer.headers.get("content-type", "").startswith("application/json"):
            return answer.text
        return answer.json()

    def issue(self, id, **words):
        """A key of these words: its secret."""
        return self.admin("POST", "/keys", 201, json={"id": id, **words})["key"]

    def reload(self, text):
        self.configure(text)
        self.admin("POST", "/reload")

    def record(self, request_id, seconds=10):
        """What the ledger says of a call, as soon as it is in the books."""
        until = time.monotonic() + seconds
        while True:
            found = self.admin("GET", "/calls", request_id=request_id)["calls"]
            if found:
                assert len(found) == 1, f"{request_id} is there {len(found)} times"
                return found[0]["record"]
            assert time.monotonic() < until, f"{request_id} is not in the ledger"
            time.sleep(0.05)

    def settled(self, seconds=10):
        """Waits until all calls that were answered are in the books."""
        until = time.monotonic() + seconds
        while True:
            page = self.admin("GET", "/calls", limit=10000)["calls"] if self.answered else []
            self.answered -= {each["record"]["id"] for each in page}
            if not self.answered and self.admin("GET", "/ledger")["entries"] == 0:
                return
            assert time.monotonic() < until, f"not in the books: {self.answered}"
            time.sleep(0.02)

    def usage(self, key, **query):
        """The sums of a key."""
        self.settled()
        return self.admin("GET", "/usage", key=key, **query)["total"]

    # ---- Callers --------------------------------------------------------------------------------

    def client(self, key, **options):
        """The official client with a key; all of them share their connections."""
        return self.anybody.with_options(api_key=key, **options)

    def raw(self, key, model="small", words="Say this is a test", **more):
        """A call of the official client: the answer with its headers."""
        create = self.client(key).chat.completions.with_raw_response.create
        answer = create(model=model, messages=[{"role": "user", "content": words}], **more)
        self.answered.add(answer.headers["x-request-id"])
        return answer

    def chat(self, key, *about, **more):
        return self.raw(key, *about, **more).parse()

    def post(self, key, model="small", words="Say this is a test", headers=None, **more):
        """A call with nothing of the SDK about it."""
        answer = requests.post(self.base + "/v1/chat/completions", timeout=20,
                               headers={"Authorization": "Bearer " + key, **(headers or {})},
                               json={"model": model, "messages": [{"role": "user", "content": words}], **more})
        if answer.status_code == 200:
            self.answered.add(answer.headers["x-request-id"])
        return answer


def metrics(text):
    """Prometheus' text format, read as strictly as it is written: samples by name and labels."""
    name, label = r"[a-zA-Z_:][a-zA-Z0-9_:]*", r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*"'
    sample = re.compile(rf"({name})(?:\{{((?:{label},?)*)\}})? (\S+)(?: -?\d+)?")
    about = re.compile(rf"# (?:HELP|TYPE) ({name}) .+")
    samples, types = {}, {}
    assert text.endswith("\n"), "the last line has no end"
    for line in text.splitlines():
        if line.startswith("#"):
            assert about.fullmatch(line), line
            if line.startswith("# TYPE "):
                family, kind = line.removeprefix("# TYPE ").split()
                assert family not in types, f"{family} has two types"
                assert kind in ("counter", "gauge", "histogram", "summary", "untyped"), line
                types[family] = kind
            continue
        found = sample.fullmatch(line)
        assert found, line
        key = (found[1], frozenset(re.findall(label, found[2] or "")))
        assert key not in samples, f"twice: {line}"
        samples[key] = float(found[3])
        family = re.sub("_(bucket|sum|count)$", "", found[1])
        assert found[1] in types or family in types, f"no type: {line}"
    return samples


def counted(samples, name, **labels):
    """The sum of all samples of this name with these labels."""
    wanted = {f"{each}={json.dumps(value)}" for each, value in labels.items()}
    return sum(value for (found, has), value in samples.items() if found == name and wanted <= has)
