"""LEDGER.md: what a full run leaves behind."""

from faultbench import report


def text(run, sections):
    """`sections` are (title, sentence, rows)."""
    machine, jvm = run["machine"], run.get("jvm") or {}
    facts = [("date", run["date"]), ("commit", run["commit"]),
             ("machine", f"{machine['cpu']}, {machine['cores']} cores, {machine['memory_gib']} GiB, "
                         f"Linux {machine['kernel']}; gateway, databases, fakes and clients share it"),
             ("JVM", jvm.get("java", "-")), ("seed", run["seed"]), ("took", f"{run['seconds']:.0f} s")]
    lines = ["# Result of the ledger bench", "",
             "Is every call in the books, once, to the millionth? How: [README.md](README.md).", "", "| what | |", "|---|---|"]
    lines += [f"| {name} | {value} |" for name, value in facts]
    rows = [row for _, _, found in sections for row in found]
    lines += ["", f"**{report.verdict(rows)}.** Again with `{run['command']}`."]
    for title, sentence, found in sections:
        lines += ["", f"## {title}", "", sentence, "", report.table(found)]
    return "\n".join(lines) + "\n"
