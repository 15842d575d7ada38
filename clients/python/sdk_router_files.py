"""What is wrong with routers is said, with its line, by the gateway and by `sluice check`; the old file keeps serving.

Runs before the gateway that clients/run has started for sdk_router.
"""

import sys
import tempfile

import openai
import requests

from gateways import Gateway
from harness import equal, main, raises
from routers import (
    BALANCED, MENU, SPARK, ZHIPU, File, Log, ask, ask_often, body, entry, forget, run, split,
)

FILE = File()


def router(token, *pool, **more):
    return entry(token, "router", token_pool=list(pool), **more)


def menu(token, **names):
    return entry(token, "model-name-router", **{"model-2-token": names})


# What is added; which of the added lines is named; in which words.
MISTAKES = {
    "a cycle of two": ([router("sk-x", "sk-y"), router("sk-y", "sk-x", ZHIPU)], (0, 1), "leads back to itself"),
    "a cycle of one": ([router("sk-x", ZHIPU, "sk-x")], (0,), "leads back to itself"),
    "a cycle through a menu": ([menu("sk-x", m="sk-y"), router("sk-y", "sk-x")], (0, 1), "leads back to itself"),
    "a missing member": ([router("sk-x", ZHIPU, "sk-nobody-has-this")], (0,), "no entry has this token"),
    "a missing member of a menu": ([menu("sk-x", m="sk-nobody-has-this")], (0,), "no entry has this token"),
    "an unknown strategy": ([router("sk-x", ZHIPU, router_strategy="fair")], (0,), "round-robin"),
    "an empty pool": ([router("sk-x")], (0,), "is empty"),
    "an empty menu": ([menu("sk-x")], (0,), "is empty"),
    "a token twice": ([router(ZHIPU, SPARK)], (0,), "token"),
}


def named(text, where, words):
    """Asserts that one line of the text tells of the place, in these words."""
    found = [line for line in text.splitlines() if where in line]
    assert len(found) == 1 and words in found[0], f"{where} {words}:\n{text}"


def refusal(number, title):
    def test():
        entries, lines, words = MISTAKES[title]
        text = FILE.with_entries(entries)
        first = text[:text.index(entries[0])].count("\n") + 1
        log = Log()
        (FILE.rewrite if number % 2 else FILE.rename_over)(text)
        log.wait("not reloaded, the old configuration stays in force")
        for line in lines:
            named(log.wait(f"line {first + line}: .*\n"), f"line {first + line}:", words)
        raises(openai.AuthenticationError, lambda: ask("sk-x"))
        forget()
        equal([times for _, times in split(ask_often(BALANCED, 10))], [5, 5], "the old configuration; answers")
    return test


for position, mistake in enumerate(MISTAKES):
    globals()[f"test_{mistake}_is_refused_and_the_old_file_keeps_serving"] = refusal(position, mistake)


def test_check_names_all_of_them_at_once():
    expected, entries = [], []
    for number, (added, lines, words) in enumerate(MISTAKES.values()):
        expected += [(len(entries) + line, words) for line in lines]
        entries += [each.replace("sk-x", f"sk-x{number}").replace("sk-y", f"sk-y{number}") for each in added]
    text = FILE.with_entries(entries)
    first = text[:text.index(entries[0])].count("\n") + 1
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        check = run("check", file.name)
        printed, _ = check.communicate(timeout=30)
        equal(check.returncode, 1, "exit code of check")
        for line, words in expected:
            named(printed, f"{file.name}:{first + line}:", words)
        assert f"{len(expected)} problems" in printed and "sk-" not in printed, printed


def test_the_good_file_is_taken_again():
    log = Log()
    FILE.rename_over(FILE.with_entries([router("sk-x", ZHIPU)]))
    log.wait("configuration reloaded")
    ask("sk-x")
    check = run("check", FILE.path)
    printed, _ = check.communicate(timeout=30)
    equal(check.returncode, 0, "exit code of check")
    assert "good" in printed and "problem" not in printed, printed


def test_at_start_only_the_broken_routers_are_left_out():
    nobody = "sk-nobody-has-this"
    entries = [router("sk-x", "sk-x"), router("sk-y", nobody), router("sk-z", ZHIPU, nobody)]
    text = FILE.with_entries(entries)
    first = text[:text.index(entries[0])].count("\n") + 1
    with Gateway(text, "model-config.json") as gateway:  # a running one would not take it
        for line in range(3):
            said = gateway.log.wait(f"line {first + line}: .*\n")
        assert "sk-nobody" not in said, said
        for token, status in ((BALANCED, 200), ("sk-z", 200), ("sk-x", 401), ("sk-y", 401)):
            equal(requests.post(gateway.base + "/v1/chat/completions", json=body("m"), timeout=20,
                                headers={"Authorization": "Bearer " + token}).status_code, status, token)


def test_no_token_is_in_the_log():
    log = Log()
    log.begin = 0
    for secret in (ZHIPU, SPARK, MENU, "sk-nobody", "id1.zhipusecret12345", "spark-secret", "sk-race"):
        assert secret not in log.text(), f"{secret} is in the log"


if __name__ == "__main__":
    main(sys.modules[__name__])
