"""What a run prints, and what it leaves behind in BASELINE.md."""

VERDICT = {True: "yes", False: "**no**", None: ""}


def table(rows):
    lines = ["| measure | target | measured | met? | detail |", "|---|---|---|---|---|"]
    lines += [f"| {r.name} | {r.target} | {r.measured} | {VERDICT[r.met]} | {r.note} |" for r in rows]
    return "\n".join(lines)


def validity(drift, contention, mistakes, busy, forced):
    """Sentences about whether this run can be believed; the first word is OK or WARNING."""
    found = []
    if drift > 0.15:
        found.append(f"WARNING: nginx's own CPU per call moved by {100 * drift:.0f} % between start and end; invalid run.")
    if contention > 0.03:
        found.append(f"WARNING: something else ran on the measured core ({100 * contention:.0f} % of the time).")
    if mistakes:
        found.append(f"WARNING: {mistakes} answers were wrong, broken or missing.")
    if forced:
        found.append(f"WARNING: forced on a busy machine ({100 * busy:.0f} % busy before the start).")
    return found or [f"OK: nginx's own CPU per call moved by {100 * drift:.1f} % between start and end, other work took "
                     f"{100 * contention:.1f} % of the measured core, no answer was wrong."]


def baseline(run, rows, verdict):
    machine, jvm = run["machine"], run.get("jvm") or {}
    facts = [
        ("date", run["date"]),
        ("commit", run["commit"]),
        ("subject", run["subject"]),
        ("machine", f"{machine['cpu']}, {machine['cores']} cores, {machine['memory_gib']} GiB, Linux {machine['kernel']}"),
        ("pinning", "core 0: the system under test; core 1: mock upstream and load generator"),
        ("nginx", machine["nginx"] + ", one worker"),
        ("compiler", machine["gcc"]),
        ("JVM", jvm.get("java", "-")),
        ("JVM flags", " ".join(f"`{flag}`" for flag in jvm.get("flags", [])) or "-"),
        ("jars (SHA-256 of the running ones)", jvm.get("jars_sha256") or "-"),
        ("plan", run["plan"]),
    ]
    lines = ["# Baseline of the load bench", "",
             "Ratios to nginx measured in the same run are the claim; absolute figures belong to the machine named below.",
             "How and why: [README.md](README.md).", "",
             "Reproduce, on a machine with at least two quiet cores:", "", "```", run["command"], "```", ""]
    lines += [f"* {name}: {value}" for name, value in facts]
    lines += ["", *verdict, "", table(rows), ""]
    return "\n".join(lines)
