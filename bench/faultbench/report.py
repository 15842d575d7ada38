"""What a run prints, and what it leaves behind in FAULTS.md."""

from dataclasses import dataclass, field

VERDICT = {True: "yes", False: "**no**", None: ""}


@dataclass
class Row:
    """A line of the table; `met` is None for what has no target, `facts` go to the JSON file only."""

    goal: str
    target: str
    measured: str
    met: bool | None = None
    note: str = ""
    facts: dict = field(default_factory=dict)


def table(rows):
    lines = ["| goal | target | measured | met? | detail |", "|---|---|---|---|---|"]
    lines += [f"| {r.goal} | {r.target} | {r.measured} | {VERDICT[r.met]} | {r.note.replace('|', '/')} |" for r in rows]
    return "\n".join(lines)


def verdict(rows):
    missed = [row.goal for row in rows if row.met is False]
    judged = sum(row.met is not None for row in rows)
    if missed:
        return f"{judged - len(missed)} of {judged} goals met; missed: {', '.join(missed)}"
    return f"all {judged} goals met"


def page(run, sections):
    """FAULTS.md: `sections` are (title, sentence, rows)."""
    machine, jvm = run["machine"], run.get("jvm") or {}
    facts = [("date", run["date"]), ("commit", run["commit"]),
             ("machine", f"{machine['cpu']}, {machine['cores']} cores, {machine['memory_gib']} GiB, "
                         f"Linux {machine['kernel']}; gateway, fakes and client share it"),
             ("JVM", jvm.get("java", "-")), ("seed", run["seed"]), ("plan", run["plan"]),
             ("busy with other work before the start", f"{100 * run['busy']:.0f} %"), ("took", f"{run['seconds']:.0f} s")]
    lines = ["# Result of the fault bench", "",
             "What the gateway does when upstreams, clients and operators do their worst. How and why: [README.md](README.md).", "",
             "Reproduce:", "", "```", run["command"], "```", ""]
    lines += [f"* {name}: {value}" for name, value in facts]
    lines += ["", verdict([row for _, _, rows in sections for row in rows]) + ".", ""]
    for title, sentence, rows in sections:
        lines += [f"## {title}", "", sentence, "", table(rows), ""]
    return "\n".join(lines)
