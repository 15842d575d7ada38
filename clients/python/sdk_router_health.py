"""Routers whose members fail: nobody notices, the dead are left alone and come back; the official SDK asks.

Runs before the gateway that clients/run has started for sdk_router, with entries of its own.
"""

import functools
import sys
import time
from collections import Counter

import openai

from harness import equal, main, raises
from routers import File, Log, Pool, ask, ask_often, entry, explain, split, stream, whole, wire

DOWN = Pool("sk-down", "round-robin")
HANGING = Pool("sk-hanging", "round-robin")
FAULTY = Pool("sk-faulty", "round-robin")
LIMITED = Pool("sk-limited", "round-robin")
ALL_LIMITED = Pool("sk-all-limited", "round-robin")
CUT = Pool("sk-cut", "round-robin")
CLIENT_FAULT = Pool("sk-client-fault", "round-robin")

ADDED = Log()
File().rename_over(File().with_entries(Pool.every_entry()))
ADDED.wait("configuration reloaded")


@functools.cache
def make_hanging():
    """Lets a member fail until it is out; whoever asks it again waits for long."""
    hanging, _ = HANGING.upstreams
    hanging.behave(status=500)
    ask_often("sk-hanging", 6)
    equal(HANGING.hits(), [3, 6], "calls")
    hanging.behave(delay=30)


def test_a_member_that_is_down_is_not_seen_and_comes_back():
    make_hanging()  # so that both are waited for at once
    dead, alive = DOWN.upstreams
    equal([times for _, times in split(ask_often("sk-down", 10))], [5, 5])
    dead.down()
    DOWN.forget()
    replies = ask_often("sk-down", 10)
    equal([each.text for each in replies], [f"from {alive.name}"] * 10)
    equal(Counter(each.attempts for each in replies), {1: 7, 2: 3}, "attempts: it is out after three")
    code, plan, _ = explain("sk-down", "m")
    equal(code, 0)
    assert plan.count("out: ") == 1, plan
    dead.up()
    back = time.monotonic()
    while len(dead.hits) < 2:
        ask("sk-down")
        assert time.monotonic() - back < 15, "not used again within 15 s"
        time.sleep(0.05)


def test_a_member_that_fails_is_not_seen():
    faulty, good = FAULTY.upstreams
    faulty.behave(status=500)
    headers, text = wire("sk-faulty")
    equal(whole(text), f"from {good.name}", "a stream")
    replies = ask_often("sk-faulty", 9)
    equal({each.text for each in replies}, {f"from {good.name}"})
    equal(FAULTY.hits(), [3, 10], "calls: three failures are enough")
    assert headers["x-sluice-deployment"] == replies[0].deployment, headers


def test_a_member_that_comes_back_hanging_costs_one_call_and_not_every_call():
    make_hanging()
    hanging, good = HANGING.upstreams
    failed = hanging.hits[2].at
    while len(hanging.hits) < 4:  # the probe, after 5 s
        equal(ask("sk-hanging").text, f"from {good.name}")
        assert time.monotonic() - failed < 15, "not probed"
        time.sleep(0.02)
    begin = time.monotonic()
    equal({each.text for each in ask_often("sk-hanging", 5)}, {f"from {good.name}"})
    took = time.monotonic() - begin
    assert took < 1 and len(hanging.hits) == 4, (
        f"5 calls took {took:.1f} s, {len(hanging.hits) - 4} of them probed again")


def test_retry_after_keeps_a_member_out_for_that_long():
    limited, good = LIMITED.upstreams
    limited.behave(status=429, headers=(("retry-after", "2"),))
    while not limited.hits:
        equal(ask("sk-limited").text, f"from {good.name}")
    refused = limited.hits[0].at
    limited.behave()
    while len(limited.hits) < 2:
        ask("sk-limited")
        assert time.monotonic() - refused < 5, "not used again"
        time.sleep(0.02)
    out = limited.hits[1].at - refused
    assert 1.9 < out < 4, f"was out for {out:.2f} s"


def test_when_all_members_are_limited_the_answer_is_immediate():
    for each in ALL_LIMITED:
        each.behave(status=429, code="slow_down", headers=(("retry-after", "200"),))
    error = raises(openai.RateLimitError, lambda: ask("sk-all-limited"))
    equal((error.code, ALL_LIMITED.hits()), ("slow_down", [1, 1]))
    begin = time.monotonic()
    error = raises(openai.RateLimitError, lambda: ask("sk-all-limited"))
    assert time.monotonic() - begin < 0.5, "not at once"
    assert 190 <= int(error.response.headers["retry-after"]) <= 200, error.response.headers
    equal(ALL_LIMITED.hits(), [1, 1], "nobody is asked; calls")


def test_nobody_else_is_asked_once_the_client_has_heard_something():
    for each in CUT:
        each.behave(breaks=True)
    _, text = wire("sk-cut")
    equal(sum(CUT.hits()), 1, "calls")
    assert '"content":"from "' in text.replace('": "', '":"'), text
    assert text.endswith("data: [DONE]\n\n") and text.count('"error"') == 1, text
    raises(openai.APIError, lambda: stream("sk-cut"))


def test_what_the_client_did_wrong_is_told_at_once_and_harms_nobody():
    for each in CLIENT_FAULT:
        each.behave(status=400, code="too_strange")
    for _ in range(8):
        error = raises(openai.BadRequestError, lambda: ask("sk-client-fault"))
        equal((error.code, error.response.headers["x-sluice-attempts"]), ("too_strange", "1"))
    equal(CLIENT_FAULT.hits(), [4, 4], "calls")
    for each in CLIENT_FAULT:
        each.behave()
    equal([times for _, times in split(ask_often("sk-client-fault", 4))], [2, 2])


def test_a_reload_keeps_the_health_of_unchanged_entries():
    log, before = Log(), ALL_LIMITED.hits()
    File().rewrite(File().with_entries([entry("sk-one-more", "echo")]))
    log.wait("configuration reloaded")
    raises(openai.RateLimitError, lambda: ask("sk-all-limited"))
    equal(ALL_LIMITED.hits(), before, "they still cool down; calls")


def test_explain_of_members_that_are_all_out_fails():
    code, printed, _ = explain("sk-all-limited", "m")
    equal(code, 1)
    assert "refused with 429" in printed and printed.count("out: ") == 2, printed


def test_an_entry_put_before_the_others_changes_nothing_for_them():
    log, before, file = Log(), ALL_LIMITED.hits(), File()
    head, rest = file.good.split("[", 1)
    file.rewrite(head + "[" + entry("sk-first", "echo") + "," + rest)
    log.wait("configuration reloaded")
    raises(openai.RateLimitError, lambda: ask("sk-all-limited"))
    file.rewrite(file.good)
    log.wait("(?s)configuration reloaded.*configuration reloaded")
    equal(ALL_LIMITED.hits(), before, "they still cool down; calls")


if __name__ == "__main__":
    main(sys.modules[__name__])
