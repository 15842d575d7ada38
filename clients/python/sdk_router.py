"""Routers end to end: the official Python SDK, the running gateway, and openai-style-api's own router configuration.

The four entries of its README stand in the file with which the gateway was started; the first thing done here is to add
more of them to it while it runs.
"""

import sys
import time
from concurrent.futures import ThreadPoolExecutor

import openai

from harness import equal, main, raises
from routers import (
    BALANCED, MENU, SPARK, ZHIPU, File, Log, Pool, ask, ask_often, body, client, entry, explain, forget, seen, split,
    stream, whole, wire,
)

FILE = File()

TURNS = Pool("sk-turns", "round-robin")
CHANCE = Pool("sk-chance", "random")
RACE = Pool("sk-race", "parallel")
RACE_STREAMS = Pool("sk-race-streams", "parallel")
RACE_MUTE = Pool("sk-race-mute", "parallel")
RACE_LEFT = Pool("sk-race-left", "parallel")
RACE_HALF_REFUSED = Pool("sk-race-half-refused", "parallel")
RACE_HALF_DOWN = Pool("sk-race-half-down", "parallel")
LOST_RATE_FIRST = Pool("sk-lost-rate-first", "parallel")
LOST_RATE_LAST = Pool("sk-lost-rate-last", "parallel")
LOST_NETWORK = Pool("sk-lost-network", "parallel")
DEFAULT = Pool("sk-default", "round-robin")

MORE = [
    entry("sk-menu-default", "model-name-router",
          **{"model-2-token": {"chatglm_lite": ZHIPU, "default": "sk-default"}}),
    entry("sk-outer", "router", router_strategy="round-robin", token_pool=[BALANCED, "sk-turns-0"]),
    entry("sk-outer-race", "router", router_strategy="parallel", token_pool=["sk-turns", "sk-chance-0"]),
    entry("sk-deep", "model-name-router", **{"model-2-token": {"any": MENU, "router-round-robin": MENU}}),
]


# ---- The README's routers -----------------------------------------------------------------------


def test_the_members_themselves():
    for token, kind in ((ZHIPU, "zhipu-api"), (SPARK, "xunfei-spark-api")):
        reply = ask(token)
        assert "Say this is a test" in reply.text, reply.text
        assert reply.deployment.startswith(kind), reply.deployment


def test_round_robin_splits_ten_calls_evenly():
    forget()
    replies = ask_often(BALANCED, 10)
    equal([times for _, times in split(replies)], [5, 5], "answers by deployment")
    equal((len(seen("spark")), len(seen("zhipu-v3"))), (5, 5), "calls that the vendors saw")
    equal({each.attempts for each in replies}, {1}, "attempts")
    for first, second in zip(replies, replies[1:]):
        assert first.deployment != second.deployment, "not in turn"


def test_round_robin_stays_balanced_with_a_hundred_calls_at_once():
    forget()
    replies = ask_often(BALANCED, 100, at_once=100)
    equal([times for _, times in split(replies)], [50, 50], "answers by deployment")
    equal((len(seen("spark")), len(seen("zhipu-v3"))), (50, 50), "calls that the vendors saw")


def test_round_robin_of_streams():
    forget()
    with ThreadPoolExecutor(8) as crowd:
        said = list(crowd.map(lambda _: stream(BALANCED), range(40)))
    assert all("Say this is a test" in each for each in said), said
    equal((len(seen("spark")), len(seen("zhipu-v3"))), (20, 20), "calls that the vendors saw")


def test_every_name_of_the_menu_hits_its_vendor():
    forget()
    assert ask(MENU, "spark-api-v2.0").deployment.startswith("xunfei-spark-api")
    equal([each["path"] for each in seen("spark")], ["/v2.1/chat"])
    equal(seen("zhipu-v3"), [])
    forget()
    assert ask(MENU, "chatglm_lite").deployment.startswith("zhipu-api")
    equal([each["path"] for each in seen("zhipu-v3")], ["/api/paas/v3/model-api/chatglm_lite/invoke"])
    equal(seen("spark"), [])


def test_a_name_of_the_menu_may_be_a_router():
    forget()
    replies = ask_often(MENU, 10, "router-round-robin")
    equal([times for _, times in split(replies)], [5, 5], "answers by deployment")
    equal((len(seen("spark")), len(seen("zhipu-v3"))), (5, 5), "calls that the vendors saw")


def test_a_name_outside_the_menu_is_refused_by_name():
    forget()
    error = raises(openai.NotFoundError, lambda: ask(MENU, "gpt-nobody"))
    equal((error.code, error.param, error.type), ("model_not_found", "model", "invalid_request_error"))
    assert "gpt-nobody" in error.message, error.message
    raises(openai.NotFoundError, lambda: stream(MENU, "gpt-nobody"))
    equal((seen("spark"), seen("zhipu-v3")), ([], []))


def test_the_menu_is_the_list_of_models():
    models = client(MENU).models
    equal([each.id for each in models.list()], ["spark-api-v2.0", "chatglm_lite", "router-round-robin"])
    for name in ("spark-api-v2.0", "chatglm_lite", "router-round-robin"):
        equal(models.retrieve(name).id, name)
    raises(openai.NotFoundError, lambda: models.retrieve("gpt-nobody"))


def test_parameters_of_a_member_win_behind_a_router_too():
    forget()
    for key in (MENU, ZHIPU):
        ask(key, "chatglm_lite", temperature=0.1, top_p=0.2)
    for each in seen("zhipu-v3"):
        assert '"temperature":0.8' in each["body"] and '"top_p":0.7' in each["body"], each["body"]


def test_streams_through_the_routers_are_whole():
    for key, model in ((BALANCED, "m"), (BALANCED, "m"), (MENU, "spark-api-v2.0"), (MENU, "chatglm_lite"),
                       (MENU, "router-round-robin"), (MENU, "router-round-robin")):
        headers, text = wire(key, model)
        equal(whole(text), "You said: Say this is a test", f"{key} {model}")
        assert headers["x-sluice-deployment"] and headers["x-sluice-attempts"] == "1", headers


# ---- More entries, added while it runs ----------------------------------------------------------


def test_added_entries_are_in_force_within_two_seconds():
    log, begin = Log(), time.monotonic()
    FILE.rename_over(FILE.with_entries(Pool.every_entry() + MORE))
    log.wait("configuration reloaded")
    took = time.monotonic() - begin
    assert took < 2, f"took {took:.1f} s"
    equal(ask("sk-turns").text.removesuffix("0").removesuffix("1"), "from turns-")


def test_a_default_takes_every_other_name():
    forget()
    ask("sk-menu-default", "chatglm_lite")
    equal((len(seen("zhipu-v3")), DEFAULT.hits()), (1, [0, 0]))
    for _ in range(4):
        ask("sk-menu-default", "anything-else")
    equal(DEFAULT.hits(), [2, 2])
    equal({hit.model for each in DEFAULT for hit in each.hits}, {"anything-else"})
    equal(whole(wire("sk-menu-default", "another")[1])[:12], "from default")


def test_routers_contain_routers():
    TURNS.forget()
    forget()
    ask_often("sk-outer", 12)
    equal((TURNS.hits(), len(seen("spark")), len(seen("zhipu-v3"))), ([6, 0], 3, 3))
    assert ask("sk-deep", "router-round-robin").text, "two menus and a router"
    # A name of the outer menu that the inner one does not know.
    assert "any" in raises(openai.NotFoundError, lambda: ask("sk-deep", "any")).message


def test_a_race_with_a_router_in_it_asks_one_of_its_members():
    TURNS.forget()
    CHANCE.forget()
    for each in (*TURNS, *CHANCE):
        each.behave(delay=0.1)
    equal({each.attempts for each in ask_often("sk-outer-race", 6)}, {2})
    equal((TURNS.hits(), CHANCE.hits()), ([3, 3], [6, 0]))
    for each in (*TURNS, *CHANCE):
        each.behave()


def test_random_reaches_both():
    CHANCE.forget()
    replies = ask_often("sk-chance", 50)
    equal(sum(CHANCE.hits()), 50)
    assert min(CHANCE.hits()) > 5, CHANCE.hits()
    equal([times for _, times in split(replies)], sorted(CHANCE.hits(), reverse=True))


# ---- Races --------------------------------------------------------------------------------------


def test_the_fast_one_wins_the_race_and_the_slow_one_is_hung_up_on():
    for slow, fast in (RACE.upstreams, RACE.upstreams[::-1]):
        slow.behave(delay=8)
        fast.behave(delay=0.05)
        RACE.forget()
        for number in range(5):
            reply = ask("sk-race")
            answered = time.monotonic()
            equal((reply.text, reply.attempts), (f"from {fast.name}", 2))
            took = answered - fast.hits[-1].at
            assert took < 1, f"waited {took:.1f} s for the slow one"
            late = slow.cut_after(answered)
            assert late < 1, f"hung up {late:.2f} s after the answer"
            equal(RACE.hits(), [number + 1] * 2)
        assert all(hit.cut_at is None for hit in fast.hits), fast.hits


def test_one_of_the_race_failing_is_not_seen():
    RACE_HALF_REFUSED.upstreams[0].behave(status=500)
    RACE_HALF_REFUSED.upstreams[1].behave(delay=0.05)
    RACE_HALF_DOWN.upstreams[1].down()
    RACE_HALF_DOWN.upstreams[0].behave(delay=0.05)
    for pool, good in ((RACE_HALF_REFUSED, 1), (RACE_HALF_DOWN, 0)):
        equal(split(ask_often(pool.token, 5))[0][1], 5)
        equal(whole(wire(pool.token)[1]), f"from {pool.upstreams[good].name}")


def test_all_of_the_race_failing_tells_the_most():
    LOST_RATE_FIRST.upstreams[0].behave(status=429, code="rate_limit_exceeded")
    LOST_RATE_FIRST.upstreams[1].behave(status=500, delay=0.15)
    LOST_RATE_LAST.upstreams[0].behave(status=503)
    LOST_RATE_LAST.upstreams[1].behave(status=429, code="rate_limit_exceeded", delay=0.15)
    LOST_NETWORK.upstreams[0].behave(status=500, code="overheated")
    LOST_NETWORK.upstreams[1].down()
    for pool, told in ((LOST_RATE_FIRST, 0), (LOST_RATE_LAST, 1)):
        error = raises(openai.RateLimitError, lambda: ask(pool.token))
        equal(error.code, "rate_limit_exceeded")
        assert pool.upstreams[told].name in error.message, error.message
        equal(error.response.headers["x-sluice-attempts"], "2")
    error = raises(openai.InternalServerError, lambda: ask("sk-lost-network"))
    equal((error.status_code, error.code), (500, "overheated"))


def test_a_chunk_with_only_a_role_does_not_win_the_race():
    for talker, speaker in (RACE_STREAMS.upstreams, RACE_STREAMS.upstreams[::-1]):
        talker.behave(hesitation=8)  # says at once that it is the assistant, and then nothing
        speaker.behave(delay=0.3)
        RACE_STREAMS.forget()
        headers, text = wire("sk-race-streams")
        ended = time.monotonic()
        equal(whole(text), f"from {speaker.name}")
        equal(headers["x-sluice-attempts"], "2")
        late = talker.cut_after(ended)
        assert late < 1, f"hung up {late:.2f} s after the end"
        equal(RACE_STREAMS.hits(), [1, 1])


def test_a_stream_that_breaks_before_it_says_anything_is_not_seen_in_a_race():
    RACE_MUTE.upstreams[0].behave(mute=True)
    RACE_MUTE.upstreams[1].behave(delay=0.3)
    equal(whole(wire("sk-race-mute")[1]), "from race-mute-1")
    RACE_MUTE.upstreams[1].behave(delay=0.3, mute=True)
    raises(openai.APIError, lambda: stream("sk-race-mute"))
    equal(RACE_MUTE.hits(), [2, 2])


def test_a_client_that_leaves_calls_off_the_whole_race():
    for streams in (False, True):
        for each in RACE_LEFT:
            each.behave(delay=8)
        RACE_LEFT.forget()
        raises(openai.APITimeoutError,
               lambda: client("sk-race-left", 0.4).chat.completions.create(**body("m"), stream=streams))
        left = time.monotonic()
        late = max(each.cut_after(left) for each in RACE_LEFT)
        assert late < 1, f"hung up {late:.2f} s after the client"
    for each in RACE_LEFT:
        each.behave()
    equal(ask("sk-race-left").attempts, 2, "who was hung up on is still asked; attempts")


# ---- Why did it go there? -----------------------------------------------------------------------


def test_explain_prints_the_plan_and_calls_nobody():
    forget()
    code, printed, complaints = explain(MENU, "router-round-robin")
    equal((code, complaints), (0, ""))
    assert "router-round-robin" in printed and "xunfei-spark-api" in printed and "zhipu-api" in printed, printed
    code, printed, _ = explain("sk-race", "m")
    equal((code, printed.count("races")), (0, 2))
    equal((seen("spark"), seen("zhipu-v3")), ([], []))
    equal([times for _, times in split(ask_often(BALANCED, 10))], [5, 5], "it takes nobody's turn; answers")


def test_explain_says_what_comes_next():
    for _ in range(2):
        _, printed, _ = explain(BALANCED, "m")
        first = next(line for line in printed.splitlines() if line.startswith("1 ")).split()[1]
        equal(ask(BALANCED).deployment, first)


def test_explain_of_an_unknown_model_fails():
    code, printed, complaints = explain(MENU, "gpt-nobody")
    equal(code, 1)
    assert "404" in complaints and "gpt-nobody" in complaints and not printed, (printed, complaints)


if __name__ == "__main__":
    main(sys.modules[__name__])
