"""What the suite of routers works with: the configuration file, the gateway's log, pools of upstreams, and calls."""

import json
import os
import subprocess
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from openai import OpenAI

import gateways
from harness import equal
from upstreams import Upstream

BASE = os.environ["SLUICE_ROUTERS_BASE"]
CONFIG = os.environ["SLUICE_ROUTERS_CONFIG"]
LOG = os.environ["SLUICE_ROUTERS_LOG"]
SLUICE = os.environ["SLUICE_BIN"]
with open(os.environ["FAKES_JSON"], encoding="utf-8") as ports:
    PORTS = json.load(ports)

# The tokens of openai-style-api's README.
ZHIPU, SPARK, BALANCED, MENU = "7c7aa4a3549f5", "7c7aa4a3549f11", "7c7aa4a3549f12", "7c7aa4a3549f13"

ANYBODY = OpenAI(api_key="unused", base_url=BASE + "/v1", max_retries=0, timeout=20)


class Reply:
    """What the official SDK made of an answer, and what the gateway's headers say."""

    def __init__(self, raw):
        self.text = raw.parse().choices[0].message.content
        self.deployment = raw.headers["x-sluice-deployment"]
        self.attempts = int(raw.headers["x-sluice-attempts"])


def client(key, timeout=20):
    """The official client with a key; all of them share their connections."""
    return ANYBODY.with_options(api_key=key, timeout=timeout)


def body(model, words="Say this is a test"):
    return {"model": model, "messages": [{"role": "user", "content": words}]}


def ask(key, model="m", **more):
    return Reply(client(key).chat.completions.with_raw_response.create(**body(model), **more))


def ask_often(key, count, model="m", at_once=1):
    """Many calls: the replies, in the order of asking."""
    with ThreadPoolExecutor(at_once) as crowd:
        return list(crowd.map(lambda _: ask(key, model), range(count)))


def split(replies):
    """How often each deployment answered, the most frequent first."""
    return Counter(each.deployment for each in replies).most_common()


def stream(key, model="m"):
    """A stream as the SDK reads it: the text of its chunks."""
    chunks = client(key).chat.completions.create(**body(model), stream=True)
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks)


def wire(key, model="m"):
    """A stream as it is on the wire: its head and its whole text."""
    sent = client(key).chat.completions.with_streaming_response.create(**body(model), stream=True)
    with sent as response:
        return response.headers, b"".join(response.iter_bytes()).decode("utf-8")


def whole(text):
    """Asserts that a stream has all that it must have, and returns what it says."""
    assert text.endswith("data: [DONE]\n\n"), text[-80:]
    events = text.removesuffix("\n\n").split("\n\n")
    chunks = [json.loads(event.removeprefix("data: ")) for event in events[:-1]]
    choices = [chunk["choices"][0] for chunk in chunks]
    equal(sum(1 for choice in choices if choice["finish_reason"]), 1, "chunks with a finish reason")
    equal(len({(chunk["id"], chunk["model"]) for chunk in chunks}), 1, "identities of the chunks")
    return "".join(choice["delta"]["content"] for choice in choices)


def seen(fake):
    """The paths that a fake vendor was asked for since the last reset."""
    with urllib.request.urlopen(f"http://127.0.0.1:{PORTS[fake]}/__requests") as answer:
        return json.load(answer)["requests"]


def forget():
    for fake in ("zhipu-v3", "spark"):
        urllib.request.urlopen(f"http://127.0.0.1:{PORTS[fake]}/__reset", data=b"").read()


# ---- Entries ------------------------------------------------------------------------------------


def entry(token, kind, **config):
    """An entry on a line of its own."""
    return json.dumps({"token": token, "type": kind, "config": config})


class Pool:
    """A router before upstreams of its own, so that no test spoils the health of another's deployments."""

    all = []

    def __init__(self, token, strategy, members=2):
        self.token, self.strategy = token, strategy
        # Not the members' tokens: what looks like a key is blotted out of what a vendor says.
        self.upstreams = [Upstream(f"{token.removeprefix('sk-')}-{number}") for number in range(members)]
        Pool.all.append(self)

    @classmethod
    def every_entry(cls):
        return [line for pool in cls.all for line in pool.entries()]

    def __iter__(self):
        return iter(self.upstreams)

    def entries(self):
        pool = ["sk-" + each.name for each in self]
        members = [entry(token, "proxy", api_base=each.base, api_key="x") for token, each in zip(pool, self)]
        return [*members, entry(self.token, "router", router_strategy=self.strategy, token_pool=pool)]

    def hits(self):
        return [len(each.hits) for each in self]

    def forget(self):
        for each in self:
            each.hits.clear()


class File:
    """The configuration file, and entries after those it had."""

    path = CONFIG

    def __init__(self):
        with open(CONFIG, encoding="utf-8") as file:
            self.good = file.read()

    def with_entries(self, entries):
        head = self.good.rstrip().removesuffix("]").rstrip()
        return head + ",\n" + ",\n".join(entries) + "\n]\n"

    def rename_over(self, text):
        with open(CONFIG + ".new", "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(CONFIG + ".new", CONFIG)

    def rewrite(self, text):
        with open(CONFIG, "w", encoding="utf-8") as file:
            file.write(text)


class Log(gateways.Log):
    """The log of the gateway that clients/run has started, from now on."""

    def __init__(self):
        super().__init__(LOG)


def run(*arguments):
    """Starts a command of the launcher."""
    return subprocess.Popen([SLUICE, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def explain(key, model, *more):
    """`sluice explain` against the running gateway: exit code, what it prints, what it complains of."""
    command = run("explain", "--model", model, "--key", key, "--url", BASE,
                  "--data", os.environ["SLUICE_ROUTERS_DATA"], *more)
    printed, complaints = command.communicate(timeout=30)
    return command.returncode, printed, complaints
