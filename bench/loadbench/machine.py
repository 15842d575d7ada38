"""The machine and the processes on it: what it is, whether it is quiet, what a process uses."""

import glob
import hashlib
import os
import platform
import re
import subprocess
import time

BUSY_LIMIT = 0.10


def _read(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def _ticks():
    fields = [int(word) for word in _read("/proc/stat").split("\n", 1)[0].split()[1:9]]
    return sum(fields), fields[3] + fields[4]


def busy_share(seconds=2.0):
    """Share of all cores' time that was not idle, over the next seconds."""
    total, idle = _ticks()
    time.sleep(seconds)
    total_after, idle_after = _ticks()
    return 1 - (idle_after - idle) / max(1, total_after - total)


def wait_until_quiet(patience):
    """Waits up to `patience` seconds for the machine to be quiet; returns the last busy share."""
    limit = time.monotonic() + patience
    while True:
        share = busy_share()
        if share <= BUSY_LIMIT or time.monotonic() > limit:
            return share


def describe():
    model = re.search(r"model name\s*:\s*(.*)", _read("/proc/cpuinfo"))
    memory = int(re.search(r"MemTotal:\s*(\d+)", _read("/proc/meminfo")).group(1))
    return {
        "cpu": model.group(1).strip() if model else platform.machine(),
        "cores": os.cpu_count(),
        "memory_gib": round(memory / 2**20),
        "kernel": platform.release().split("-")[0],
        "nginx": _first_line([os.environ.get("NGINX", "nginx"), "-v"]),
        "gcc": _first_line(["gcc", "--version"]),
    }


def _first_line(command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    return (done.stdout + done.stderr).strip().split("\n", 1)[0]


def children(pid):
    """All descendants of a process, itself first."""
    found = [pid]
    for parent in found:
        for path in glob.glob(f"/proc/{parent}/task/*/children"):
            try:
                found += [int(word) for word in _read(path).split()]
            except OSError:
                pass
    return found


def executable(pid):
    try:
        return os.readlink(f"/proc/{pid}/exe")
    except OSError:
        return ""


def jvm_of(pid):
    """The JVM that a launcher became or started, or None."""
    return next((p for p in children(pid) if os.path.basename(executable(p)) == "java"), None)


def uses_aot_cache(pid):
    """Whether a JVM has an archive mapped that is not the JDK's own."""
    archives = {line.split()[-1] for line in _read(f"/proc/{pid}/maps").split("\n") if re.search(r"\.(aot|jsa)$", line)}
    return any(not re.search(r"/classes\w*\.jsa$", archive) for archive in archives)


def rss_kib(pid):
    """(RSS, PSS) in KiB."""
    text = _read(f"/proc/{pid}/smaps_rollup")
    return tuple(int(re.search(rf"^{name}:\s+(\d+)", text, re.M).group(1)) for name in ("Rss", "Pss"))


def open_files_limit():
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def describe_jvm(pid):
    """Version and flags of a running JVM and a digest of the jars it runs, read from the process itself."""
    java = executable(pid)
    args = _read(f"/proc/{pid}/cmdline").split("\0")
    flags = [re.sub(r"/\S*/", "", arg) for arg in args if re.match(r"-(XX|Xm|Xs|Xl|Xi|XX:|D|-enable|-sun)", arg)]
    jars = sorted({part for arg in args for part in arg.split(":") if part.endswith(".jar")})
    digest = hashlib.sha256()
    for jar in jars:
        path = jar if os.path.isabs(jar) else os.path.join(os.readlink(f"/proc/{pid}/cwd"), jar)
        if os.path.exists(path):
            with open(path, "rb") as file:
                digest.update(file.read())
    done = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=20, check=False)
    return {
        "java": (done.stderr.strip().split("\n") or [""])[-2] if "\n" in done.stderr else done.stderr.strip(),
        "flags": flags,
        "jars_sha256": digest.hexdigest()[:16] if jars else None,
    }


_UNITS = {"B": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


def allocated_bytes(pid):
    """Bytes that the live threads of a JVM have allocated since they began, by `jcmd PID Thread.print -e`."""
    jcmd = os.path.join(os.path.dirname(executable(pid)), "jcmd")
    if not os.path.exists(jcmd):
        jcmd = os.environ.get("JCMD", "jcmd")
    done = subprocess.run([jcmd, str(pid), "Thread.print", "-e"], capture_output=True, text=True, timeout=30, check=False)
    found = re.findall(r"allocated=(\d+)([BKMG])", done.stdout)
    if not found:
        raise RuntimeError("jcmd Thread.print -e says nothing about allocation: " + done.stderr[:200])
    return sum(int(number) * _UNITS[unit] for number, unit in found)
