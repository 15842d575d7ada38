"""Builds and starts what is measured and what measures it, and stops exactly what it started."""

import json
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

from . import machine

BENCH = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROOT = os.path.dirname(BENCH)
KEY = "bench-key"
VENDOR_KEYS = {"anthropic": "bench-claude", "gemini": "bench-gemini"}  # the tokens whose calls are translated
TARGET_CORE, LOAD_CORE = "0", "1"
STOP_PATIENCE = 10

# The one place that knows how Sluice is started. {config}, {port} and {data} are filled in; JVM flags go through
# SLUICE_JAVA_OPTS, which ./sluice hands on.
SLUICE_COMMAND = os.environ.get("SLUICE_CMD", "./sluice serve --config {config} --port {port} --data {data}")
SLUICE_PREPARE = os.environ.get("SLUICE_PREPARE", "./sluice version")
# How it is started without its AOT cache: the same command with SLUICE_AOT=off in the environment, or a command of its
# own. (-XX:AOTMode=off would not do: it also turns off the JDK's own class archive, which every start has.)
SLUICE_COMMAND_WITHOUT_AOT = os.environ.get("SLUICE_CMD_NO_AOT", SLUICE_COMMAND)
AOT_OFF = {"SLUICE_AOT": "off"}

NGINX_CONFIG = """
worker_processes 1;
worker_rlimit_nofile {nofile};
daemon off;
pid {dir}/nginx.pid;
error_log {dir}/error.log warn;
events {{ worker_connections 16384; }}
http {{
  access_log off;
  client_body_temp_path {dir}/body; proxy_temp_path {dir}/proxy; fastcgi_temp_path {dir}/fastcgi;
  uwsgi_temp_path {dir}/uwsgi; scgi_temp_path {dir}/scgi;
  keepalive_requests 1000000000; keepalive_timeout 600s; tcp_nodelay on;
  client_body_buffer_size 64k; proxy_buffers 8 16k; proxy_buffer_size 16k;
  proxy_read_timeout 600s;
  upstream mock {{ server 127.0.0.1:{mock}; keepalive 1024; keepalive_requests 1000000000; keepalive_timeout 600s; }}
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  server {{ listen 127.0.0.1:{port} backlog=4096; location / {{ proxy_pass http://mock; }} }}
  server {{ listen 127.0.0.1:{stream_port} backlog=4096; location / {{ proxy_pass http://mock; proxy_buffering off; }} }}
}}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def await_listener(port, seconds):
    """Returns when somebody listens there; one who never does is for the next call to complain about."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.01)


class Target:
    """
    A running system under test: `port` for JSON, `stream_port` for streams, `pid` whose CPU and memory count. One that
    translates answers vendors' tokens in OpenAI's words; the others relay what they get.
    """

    def __init__(self, name, process, pid, port, stream_port, translates=False):
        self.name, self.process, self.pid = name, process, pid
        self.port, self.stream_port, self.translates = port, stream_port, translates
        self.is_jvm = os.path.basename(machine.executable(pid)) == "java"


class Rig:
    """Everything that runs during one bench, in a directory that goes away with it."""

    def __init__(self):
        self.dir = tempfile.mkdtemp(prefix="sluice-bench-")
        self.started = []
        self.numbers = iter(range(10000))
        self.nofile = machine.open_files_limit()
        self.mock_port = None

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind and issubclass(kind, Exception) and os.path.exists(os.path.join(self.dir, "sluice.log")):
            print("the end of Sluice's log:\n" + self.log("sluice.log"), file=sys.stderr)
        for process in reversed(self.started):
            self.stop(process)
        shutil.rmtree(self.dir, ignore_errors=True)

    # ---- building ----

    def build(self):
        out = os.path.join(BENCH, "target", "native")
        os.makedirs(out, exist_ok=True)
        native = os.path.join(BENCH, "native")
        flags = ["-std=gnu17", "-D_GNU_SOURCE", "-O2", "-Wall", "-Wextra", "-Werror"]
        programs = {
            "mock": ["mock.c", "script.c"],
            "load": ["load.c", "modes.c", "serial.c", "calls.c", "engine.c", "client.c", "gauge.c"],
        }
        for name, sources in programs.items():
            files = [os.path.join(native, source) for source in sources]
            subprocess.run(["gcc", *flags, "-o", os.path.join(out, name), *files, "-lm"], check=True, timeout=120)
        self.mock_path, self.load_path = os.path.join(out, "mock"), os.path.join(out, "load")

    # ---- starting and stopping ----

    def spawn(self, command, core, log, cwd=None, env=None):
        pinned = ["taskset", "-c", core, *command] if core else command
        with open(os.path.join(self.dir, log), "ab") as out:
            process = subprocess.Popen(pinned, stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd=cwd, env=env)
        self.started.append(process)
        return process

    def stop(self, process):
        """Ends a process that this rig started, and what that one started."""
        pids = machine.children(process.pid) if process.poll() is None else []
        if pids:
            process.terminate()
            try:
                process.wait(STOP_PATIENCE)
            except subprocess.TimeoutExpired:
                for pid in pids:
                    try:
                        os.kill(pid, signal.SIGKILL)
                    except ProcessLookupError:
                        pass
                process.wait(STOP_PATIENCE)
        if process in self.started:
            self.started.remove(process)

    def start_mock(self):
        self.mock_port = free_port()
        self.spawn([self.mock_path, "--port", str(self.mock_port)], LOAD_CORE, "mock.log")
        await_listener(self.mock_port, 5)  # the load generator learns from it at once, without a second try
        self.first(self.mock_port, 5)

    def nginx_command(self):
        """(command, port, stream_port) of one more nginx in front of the mock."""
        place = os.path.join(self.dir, f"nginx{next(self.numbers)}")
        os.mkdir(place)
        port, stream_port = free_port(), free_port()
        config = os.path.join(place, "nginx.conf")
        with open(config, "w", encoding="utf-8") as file:
            file.write(NGINX_CONFIG.format(
                dir=place, mock=self.mock_port, port=port, stream_port=stream_port, nofile=self.nofile))
        return [os.environ.get("NGINX", "nginx"), "-p", place, "-c", config], port, stream_port

    def start_nginx(self, name="nginx"):
        command, port, stream_port = self.nginx_command()
        process = self.spawn(command, TARGET_CORE, name + ".log")
        self.first(port, 10)
        workers = machine.children(process.pid)[1:]
        return Target(name, process, workers[0] if workers else process.pid, port, stream_port)

    def sluice_config(self):
        """Everything that a key can have is on: limits, a budget, prices; the journal and the ledger always are."""
        mock = f"http://127.0.0.1:{self.mock_port}"
        kinds = [(KEY, "openai", mock + "/v1/", "bench-model"),
                 (VENDOR_KEYS["anthropic"], "claude", mock, "claude-bench"),
                 (VENDOR_KEYS["gemini"], "gemini", mock, "gemini-bench")]
        limits = [{"rpm": 10**9, "tpm": 10**12, "parallel": 10**5}]
        budgets = [{"amount": 10**9, "currency": "USD", "window": "month"}]
        return {
            "providers": [{"id": kind, "type": kind, "api_base": base, "api_key": "sk-upstream"} for _, kind, base, _ in kinds],
            "models": [{"name": model, "provider": kind, "upstream_model": model} for _, kind, _, model in kinds],
            "prices": [{"provider": kind, "model": "*", "currency": "USD", "input": 2.5, "output": 10} for _, kind, _, _ in kinds],
            "keys": [{"id": token, "key": token, "bound_to": model, "limits": limits, "budgets": budgets}
                     for token, _, _, model in kinds],
        }

    def sluice_command(self, template=SLUICE_COMMAND):
        """(command, port) of one more Sluice with a data directory of its own."""
        place = os.path.join(self.dir, f"sluice{next(self.numbers)}")
        os.mkdir(place)
        config = os.path.join(place, "sluice.yaml")
        with open(config, "w", encoding="utf-8") as file:
            json.dump(self.sluice_config(), file)
        port = free_port()
        filled = template.format(config=config, port=port, data=os.path.join(place, "data"))
        return shlex.split(filled), port

    def prepare_sluice(self):
        """Lets ./sluice build what it builds on first use, so that no measurement includes it."""
        if SLUICE_PREPARE:
            subprocess.run(shlex.split(SLUICE_PREPARE), cwd=ROOT, check=True, timeout=1200, stdout=subprocess.DEVNULL)

    def start_sluice(self):
        command, port = self.sluice_command()
        process = self.spawn(command, TARGET_CORE, "sluice.log", cwd=ROOT)
        try:
            self.first(port, 60)
        except RuntimeError as failure:
            raise RuntimeError(f"Sluice gave no right answer in 60 s: {failure}") from failure
        return Target("sluice", process, machine.jvm_of(process.pid) or process.pid, port, port, translates=True)

    def log(self, name):
        with open(os.path.join(self.dir, name), encoding="utf-8", errors="replace") as file:
            return file.read()[-3000:]

    # ---- loading ----

    def load_command(self, mode, **options):
        command = ["taskset", "-c", LOAD_CORE, self.load_path, mode, "--mock", str(self.mock_port), "--key", KEY]
        for name, value in options.items():
            for one in value if isinstance(value, list) else [value]:
                command += ["--" + name.replace("_", "-"), str(one)]
        return command

    def load(self, mode, limit, **options):
        """Runs the load generator to its end, at most `limit` seconds; the JSON it printed last."""
        done = subprocess.run(self.load_command(mode, **options), capture_output=True, text=True, timeout=limit, check=False)
        if done.returncode != 0 and not done.stdout.strip():
            raise RuntimeError(f"load {mode} failed: {done.stderr.strip()[:1000]}")
        result = json.loads(done.stdout.strip().split("\n")[-1])
        if done.stderr.strip():
            result["complaint"] = done.stderr.strip()[:1000]
        return result

    def body(self, mode, **options):
        """The body of one answer, as it came: of mode `answer` or `stream`."""
        done = subprocess.run(self.load_command(mode, **options), capture_output=True, timeout=60, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"load {mode} failed: {done.stderr.decode(errors='replace').strip()[:1000]}")
        return done.stdout

    def first(self, port, seconds):
        return self.load("first", seconds + 25, target=port, seconds=seconds)

    def cold_start(self, command, core, env=None):
        """
        (milliseconds from exec to the first right answer through the upstream, whether the JVM had an AOT cache of its
        own); what was started is stopped again.
        """
        argv, port = command
        asking = subprocess.Popen(self.load_command("first", target=port, seconds=30), stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL, text=True)
        self.started.append(asking)
        asking.stdout.readline()
        began = time.monotonic_ns()
        process = self.spawn(argv, core, "cold.log", cwd=ROOT, env=env)
        try:
            answer, _ = asking.communicate(timeout=40)
            jvm = machine.jvm_of(process.pid) if process.poll() is None else None
            cached = bool(jvm) and machine.uses_aot_cache(jvm)
        finally:
            self.stop(process)
            self.stop(asking)
        if asking.returncode != 0:
            raise RuntimeError("no answer after a cold start:\n" + self.log("cold.log"))
        return (json.loads(answer)["monotonic_ns"] - began) / 1e6, cached
