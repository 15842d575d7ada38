"""The measurements. Each returns rows for the table and writes every window it took to the journal."""

import os
import subprocess
import time

from . import machine, rig as rigs, stats, translation

TRACES = "wrong_status wrong_body broken unfinished"


class Plan:
    """How long and how often; `quick` proves that the tools work, only the full plan makes a baseline."""

    def __init__(self, quick):
        self.window = 1.5 if quick else 3.0
        self.pairs = 5 if quick else 9
        self.warm_first = 6 if quick else 30
        self.warm_cell = 2 if quick else 15
        self.serial_rounds = 1000 if quick else 4000
        self.paced_seconds = 2 if quick else 10
        self.cold_starts = 3 if quick else 11
        self.held = [0, 200, 400, 600, 800, 1000] if quick else [0, 500, 1000, 1500, 2000]
        self.settle = 1 if quick else 3
        self.stream_rounds = 1 if quick else 4


class Row:
    """One line of the table. `met` is None where there is nothing to meet."""

    def __init__(self, name, target, measured, met=None, note=""):
        self.name, self.target, self.measured, self.met, self.note = name, target, measured, met, note


class Session:
    def __init__(self, rig, plan, nginx, subject, journal):
        self.rig, self.plan, self.nginx, self.subject, self.journal = rig, plan, nginx, subject, journal
        self.mistakes = 0
        self.contention = []
        self.capacity_us = None
        self.expected = {}

    def note(self, kind, target, result, **more):
        self.mistakes += sum(result.get(name, 0) for name in TRACES.split())
        if target is self.nginx and result.get("seconds") and "waited_us" in result:
            self.contention.append(result["waited_us"] / 1e6 / result["seconds"])
        self.journal({"measure": kind, "target": target.name, **more, **result})
        return result

    def vendor_options(self, target, vendor):
        """What the load generator is told when the mock is to answer as a vendor; the answer is looked at once before."""
        if vendor is None:
            return {}
        if (target.name, vendor) not in self.expected:
            self.expected[target.name, vendor] = translation.learn(self.rig, target, vendor)
        place = self.expected[target.name, vendor]
        return {"vendor": vendor, "key": rigs.VENDOR_KEYS[vendor], **({"expect": place} if place else {})}

    def closed(self, kind, target, seconds, warm, connections, size, vendor=None):
        result = self.rig.load("closed", seconds + warm + 60, target=target.port, connections=connections, seconds=seconds,
                               warm=warm, request=size, reply=size, pid=target.pid, **self.vendor_options(target, vendor))
        return self.note(kind, target, result, size=size, vendor=vendor)

    def streams(self, kind, target, connections, events, interval_us, rounds, vendor=None):
        result = self.rig.load("streams", 30 + rounds * events * interval_us * 4e-6, target=target.stream_port,
                               connections=connections, events=events, interval_us=interval_us, rounds=rounds,
                               pid=target.pid, **self.vendor_options(target, vendor))
        return self.note(kind, target, result, vendor=vendor)

    def in_turn(self, number):
        pair = (self.nginx, self.subject)
        return pair if number % 2 == 0 else pair[::-1]


def parity(session):
    """Status and body through both must be those of the mock itself, for JSON and for a stream, before anything counts."""
    checks = []
    for target in (session.nginx, session.subject):
        for size in (1024, 10240):
            checks.append(session.closed("parity", target, 0.2, 0, 1, size))
        checks.append(session.streams("parity", target, 1, 50, 100, 1))
    wrong = [c for c in checks if c["right"] == 0 or any(c.get(name, 0) for name in TRACES.split())]
    if wrong:
        raise RuntimeError("the answers are not the upstream's, byte for byte: "
                           + "; ".join(c.get("complaint", str(c)) for c in wrong)[:2000])
    return [Row("parity: status and body, JSON 1 KB and 10 KB, stream of 50", "identical", "identical", True)]


def calibrate(session):
    """nginx's own CPU per call, which must be the same at the beginning and at the end of a run."""
    return stats.median([session.closed("calibrate", session.nginx, 1.5, 0.3, 64, 1024)["cpu_us_per_call"]
                         for _ in range(3)])


def _ratio_row(name, target, pairs, unit, note=""):
    steady = stats.steady_pairs(pairs)
    kept = steady if len(steady) >= 3 else pairs
    middle, low, high = stats.median_interval(subject / reference for reference, subject in kept)
    reference = stats.median([r for r, _ in kept])
    own = stats.median([s for _, s in kept])
    measured = f"{middle:.3f} [{low:.3f}, {high:.3f}]"
    detail = f"{own:.2f} vs {reference:.2f} {unit}; {len(kept)} of {len(pairs)} pairs"
    return Row(name, f"<= {target}x nginx", measured, middle <= target, f"{detail}{note}"), own


def cpu_per_call(session):
    plan = session.plan
    session.closed("warm", session.subject, plan.warm_first, 0, 64, 1024)
    rows = []
    for connections, size, limit in ((8, 1024, 1.5), (64, 1024, 1.5), (64, 10240, 1.6)):
        session.closed("warm", session.subject, plan.warm_cell, 0, connections, size)
        session.closed("warm", session.nginx, 1, 0, connections, size)
        pairs = []
        for number in range(plan.pairs):
            took = {t.name: session.closed("M1", t, plan.window, 0.3, connections, size)["cpu_us_per_call"]
                    for t in session.in_turn(number)}
            pairs.append((took[session.nginx.name], took[session.subject.name]))
        row, own = _ratio_row(f"M1 CPU per call, {size // 1024} KB, c={connections}", limit, pairs, "us")
        rows.append(row)
        if connections == 64 and size == 1024:
            session.capacity_us = own
            rows.append(Row("capacity of one core, 1e6 / CPU per call", ">= 48,000/s", f"{1e6 / own:,.0f}/s", None,
                            "depends on the machine, unlike the ratios"))
    return rows


def _per_event(session, kind, target, connections, interval_us, vendor=None):
    """CPU us per event: what 500-event streams cost beyond 50-event ones, so that the cost of the call cancels out."""
    long = session.streams(kind, target, connections, 500, interval_us, 1, vendor)
    short = session.streams(kind, target, connections, 50, interval_us, 3, vendor)
    share = long["cpu_us"] / 1e6 / long["seconds"]
    return (long["cpu_us_per_call"] - short["cpu_us_per_call"]) / 450, share, long["largest_gap_us"] / 1000


def _event_row(session, kind, name, limit, connections, interval_us, vendor=None):
    session.streams("warm", session.subject, connections, 500, interval_us, session.plan.stream_rounds, vendor)
    pairs, shares, gaps = [], [], []
    for number in range(session.plan.pairs):
        took = {}
        for target in session.in_turn(number):
            took[target.name], share, gap = _per_event(session, kind, target, connections, interval_us, vendor)
            shares.append(share)
            gaps.append(gap)
        pairs.append((took[session.nginx.name], took[session.subject.name]))
    note = f"; one event per {interval_us / 1000:g} ms; core at most {100 * max(shares):.0f} % busy, " \
           f"longest silence {stats.median(gaps):.0f} ms"
    return _ratio_row(f"{kind} CPU per {name}, {connections} streams", limit, pairs, "us", note)[0]


def cpu_per_event(session):
    return [_event_row(session, "M6", "SSE event", 1.2, connections, interval_us)
            for connections, interval_us in ((100, 5000), (500, 20000))]  # neither core near its limit


def cpu_per_translated_call(session):
    """nginx relays the very same vendor's answer: what is compared is translating it with passing it on."""
    plan, rows = session.plan, []
    for vendor, called in translation.VENDORS.items():
        session.closed("warm", session.subject, plan.warm_first, 0, 64, translation.SIZE, vendor)
        session.closed("warm", session.nginx, 1, 0, 64, translation.SIZE, vendor)
        pairs = []
        for number in range(plan.pairs):
            took = {t.name: session.closed("M13", t, plan.window, 0.3, 64, translation.SIZE, vendor)["cpu_us_per_call"]
                    for t in session.in_turn(number)}
            pairs.append((took[session.nginx.name], took[session.subject.name]))
        rows.append(_ratio_row(f"M13 CPU per call translated to {called}, 1 KB, c=64", 2.5, pairs, "us")[0])
        if session.subject.is_jvm:
            call = _allocated_per_call(session, "M13", vendor)
            rows.append(Row(f"M13 allocated per call translated to {called}", "", f"{call:,.0f} B", None, ALLOCATED_HOW))
    return rows


def cpu_per_translated_event(session):
    # Half as many events as in M6: at 100 streams 3x nginx is more than one core has, and a core at its limit takes
    # events in batches, which makes them cheap.
    rows = []
    for vendor, called in translation.VENDORS.items():
        rows.append(_event_row(session, "M14", f"SSE event translated from {called}", 3, 50, 5000, vendor))
        if session.subject.is_jvm:
            event = _allocated_per_event(session, "M14", vendor)
            rows.append(Row(f"M14 allocated per SSE event translated from {called}", "", f"{event:,.0f} B", None,
                            ALLOCATED_HOW + "; 500-event minus 50-event streams"))
    return rows


def serial_latency(session):
    result = session.rig.load("serial", 120, target=[session.rig.mock_port, session.nginx.port, session.subject.port],
                              rounds=session.plan.serial_rounds)
    session.journal({"measure": "M4", **result})
    beyond = next(d for d in result["differences"] if (d["target"], d["minus"]) == (2, 1))
    added = [next(d for d in result["differences"] if (d["target"], d["minus"]) == (t, 0))["median_us"] for t in (1, 2)]
    direct, nginx, subject = result["targets"]
    return [
        Row("M4 latency over nginx's, c=1, paired median", "<= nginx + 15 us",
            f"{beyond['median_us']:+.1f} us [{beyond['low_us']:+.1f}, {beyond['high_us']:+.1f}]",
            beyond["median_us"] <= 15,
            f"added to a direct call: {added[1]:.0f} us, nginx {added[0]:.0f} us; {result['rounds']} rounds"),
        Row("M4 p99, c=1: direct / nginx / subject", "", " / ".join(f"{t['p99_us']:.0f}" for t in (direct, nginx, subject))
            + " us"),
    ]


def paced_latency(session):
    rates = [500]
    if session.capacity_us:
        rates.append(round(0.3e6 / session.capacity_us, -2))
    rows = []
    for rate in rates:
        found = {}
        ports = {"direct": session.rig.mock_port, "nginx": session.nginx.port, "subject": session.subject.port}
        for round_number in range(2):
            for name in list(ports) if round_number == 0 else list(ports)[::-1]:
                result = session.rig.load("paced", 60, target=ports[name], connections=64, rate=rate, warm=0.5,
                                          seconds=session.plan.paced_seconds)
                session.journal({"measure": "M3", "target": name, **result})
                found.setdefault(name, []).append(result)
        shown = [" / ".join(f"{stats.median([r[q] for r in found[name]]):.0f}" for name in ports)
                 for q in ("p50_us", "p99_us")]
        rows.append(Row(f"M3 latency at {rate:g}/s, open loop: direct / nginx / subject", "", f"p50 {shown[0]} us",
                        None, f"p99 {shown[1]} us"))
    return rows


def memory_per_stream(session):
    rows = []
    for target in (session.nginx, session.subject):
        session.closed("warm", target, 3, 0, 64, 1024)
        points = []
        command = session.rig.load_command("hold", target=target.stream_port, connections=max(session.plan.held))
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holding:
            session.rig.started.append(holding)
            for wanted in session.plan.held:
                if wanted:
                    holding.stdin.write(f"{wanted}\n")
                    holding.stdin.flush()
                    if not holding.stdout.readline():
                        raise RuntimeError(f"{target.name} did not hold {wanted} streams open")
                    time.sleep(session.plan.settle)
                rss, pss = machine.rss_kib(target.pid)
                session.journal({"measure": "M8", "target": target.name, "open": wanted, "rss_kib": rss, "pss_kib": pss})
                points.append((wanted, rss))
            holding.stdin.close()
            session.rig.started.remove(holding)
        per_stream = stats.slope(points)
        line = f"{per_stream:.1f} KB"
        note = f"RSS {points[0][1] / 1024:.0f} -> {points[-1][1] / 1024:.0f} MB at {points[-1][0]} streams"
        if target is session.nginx:
            rows.append(Row("M8 RSS per open idle stream, nginx", "", line, None, note))
        else:
            rows.append(Row("M8 RSS per open idle stream", "<= 25 KB", line, per_stream <= 25, note))
    return rows


def _cold_row(session, name, limit, command, core, env=None, cached=False):
    took, as_meant = [], True
    for number in range(session.plan.cold_starts):
        ms, had_cache = session.rig.cold_start(command(), core, env)
        as_meant &= had_cache == cached
        took.append(ms)
        session.journal({"measure": "M9", "variant": name, "number": number, "ms": ms, "aot_cache": had_cache})
    middle = stats.median(took)
    note = f"{min(took):.0f} to {max(took):.0f} ms over {len(took)} cold starts"
    if not as_meant:
        note += "; NOT as named: the JVM " + ("had no cache" if cached else "had a cache")
    return Row(f"M9 exec to first 200, {name}", f"<= {limit} ms" if limit else "", f"{middle:.0f} ms",
               middle <= limit if limit and as_meant else None, note)


def cold_start(session):
    rig = session.rig
    if not session.subject.is_jvm:
        return [_cold_row(session, "nginx", None, lambda: rig.nginx_command()[:2], rigs.TARGET_CORE)]
    without = {**os.environ, **rigs.AOT_OFF}
    rows = []
    for place, core in (("one core", rigs.TARGET_CORE), ("all cores", None)):
        rows.append(_cold_row(session, f"with the AOT cache, {place}", 600, rig.sluice_command, core, cached=True))
        rows.append(_cold_row(session, f"without, {place}", 1200,
                              lambda: rig.sluice_command(rigs.SLUICE_COMMAND_WITHOUT_AOT), core, without))
    return rows


ALLOCATED_HOW = "from jcmd Thread.print -e, all threads"


def _allocated_by(session, work):
    before = machine.allocated_bytes(session.subject.pid)
    result = work()
    return (machine.allocated_bytes(session.subject.pid) - before) / result["right"]


def _allocated_per_call(session, kind, vendor=None):
    seconds = session.plan.window * 2
    call = _allocated_by(session, lambda: session.closed(kind, session.subject, seconds, 0, 64, 1024, vendor))
    session.journal({"measure": kind, "vendor": vendor, "bytes_per_call": call})
    return call


def _allocated_per_event(session, kind, vendor=None):
    # As many streams of either length on as many connections: what opening them allocates cancels out.
    rounds = max(2, session.plan.stream_rounds)
    long, short = (_allocated_by(session, lambda: session.streams(kind, session.subject, 100, events, 5000, rounds, vendor))
                   for events in (500, 50))
    event = (long - short) / 450
    session.journal({"measure": kind, "vendor": vendor, "bytes_per_stream": [long, short], "bytes_per_event": event})
    return event


def allocation(session):
    if not session.subject.is_jvm:
        return [Row("M11 allocation", "", "not a JVM")]
    call, event = _allocated_per_call(session, "M11"), _allocated_per_event(session, "M11")
    return [
        Row("M11 allocated per call, 1 KB, c=64", "<= 6144 B", f"{call:,.0f} B", call <= 6144, ALLOCATED_HOW),
        Row("M11 allocated per SSE event", "<= 300 B", f"{event:,.0f} B", event <= 300,
            ALLOCATED_HOW + "; 500-event minus 50-event streams"),
    ]


def invalid_key(session):
    """What it costs to refuse a key that nobody has, against a call of a good one; interleaved like the rest."""
    plan, pairs = session.plan, []
    for key in (rigs.KEY, "no-such-key"):
        _refused_or_served(session, key, plan.warm_cell)
    for _ in range(plan.pairs):
        served = _refused_or_served(session, rigs.KEY, plan.window)
        pairs.append((served, _refused_or_served(session, "no-such-key", plan.window)))
    middle, low, high = stats.median_interval(refused / served for served, refused in pairs)
    detail = f"{stats.median([r for _, r in pairs]):.2f} vs {stats.median([s for s, _ in pairs]):.2f} us; {len(pairs)} pairs"
    return [Row("M15 CPU per refused key, 1 KB, c=64", "<= 0.7x a call", f"{middle:.3f} [{low:.3f}, {high:.3f}]",
                middle <= 0.7, detail)]


def _refused_or_served(session, key, seconds):
    result = session.rig.load("closed", seconds + 60, target=session.subject.port, connections=64, seconds=seconds, warm=0.3,
                              request=1024, reply=1024, pid=session.subject.pid, key=key)
    session.journal({"measure": "M15", "key": key, **result})
    return result["cpu_us"] / (result["right"] + result["wrong_status"])


MEASURES = {
    "m1": cpu_per_call, "m6": cpu_per_event, "m4": serial_latency, "m3": paced_latency,
    "m11": allocation, "m13": cpu_per_translated_call, "m14": cpu_per_translated_event, "m8": memory_per_stream,
    "m9": cold_start, "m15": invalid_key,
}
