"""Limits, budgets and the account end to end: the official Python SDK, requests, and NextChat's own questions by curl.

What is left, when to come back and whether to come back at all is read as clients read it, from status, code and headers.
"""

import atexit
import re
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import openai
import requests

from gateways import Gateway
from harness import equal, main, raises
from upstreams import Upstream

ONE = Upstream("one")
SLOW = Upstream("slow")

GATEWAY = Gateway(f"""
server: {{host: 127.0.0.1}}
providers:
  - {{id: one, type: proxy, api_base: "{ONE.base}", api_key: x}}
  - {{id: slow, type: proxy, api_base: "{SLOW.base}", api_key: x}}
models:
  - {{name: small, provider: one}}
  - {{name: large, provider: one}}
  - {{name: slow, provider: slow}}
prices:
  - {{provider: one, model: "*", currency: USD, input: 0, output: 0, per_request: 1}}
  - {{provider: slow, model: "*", currency: USD, input: 0, output: 0, per_request: 1}}
teams:
  - {{id: pair, limits: [{{rpm: 3}}]}}
exchange: {{cny_per_usd: 8}}
""").start()
atexit.register(GATEWAY.close)


def seconds(text):
    """A time as OpenAI writes it in x-ratelimit-reset-*: 1s, 6m0s, 120ms."""
    parts = re.fullmatch(r"(?:(\d+)h)?(?:(\d+)m(?!s))?(?:([\d.]+)s)?(?:(\d+)ms)?", text)
    assert parts and text, f"no time: {text!r}"
    hours, minutes, whole, millis = (float(each or 0) for each in parts.groups())
    return hours * 3600 + minutes * 60 + whole + millis / 1000


def left(answer, what="requests"):
    return int(answer.headers[f"x-ratelimit-remaining-{what}"])


def limited(key, model="small", code="rate_limit_exceeded", **more):
    """The refusal that a call must meet."""
    error = raises(openai.RateLimitError, lambda: GATEWAY.chat(key, model, **more))
    equal((error.status_code, error.code), (429, code))
    equal(error.type, "rate_limit_error" if code == "rate_limit_exceeded" else code)
    return error


# ---- Limits -------------------------------------------------------------------------------------


def test_calls_a_minute():
    printed = GATEWAY.sluice("keys", "create", "--id", "three", "--rpm", "3")
    key = re.search("sk-sluice-[A-Za-z0-9]{43}", printed)[0]
    answers = [GATEWAY.raw(key) for _ in range(3)]
    equal([each.headers["x-ratelimit-limit-requests"] for each in answers], ["3"] * 3, "limits")
    equal([left(each) for each in answers], [2, 1, 0], "what is left")
    for number, each in enumerate(answers, 1):
        reset = seconds(each.headers["x-ratelimit-reset-requests"])
        assert 20 * number - 5 < reset <= 20 * number, f"answer {number}: all comes back in {reset} s"
        assert "retry-after" not in each.headers, each.headers
    hits = len(ONE.hits)
    for _ in range(2):  # a refused call is not counted
        error = limited(key)
        head = error.response.headers
        equal((head["x-ratelimit-limit-requests"], head["x-ratelimit-remaining-requests"]), ("3", "0"))
        assert 15 <= int(head["retry-after"]) <= 20, head["retry-after"]
        assert 55 < seconds(head["x-ratelimit-reset-requests"]) <= 60, head
        assert "'three'" in error.message and "3 requests per minute" in error.message, error.message
        assert error.request_id and head.get("x-should-retry") != "false", head
    equal(len(ONE.hits), hits, "calls that the vendor saw")


def test_one_call_comes_back_when_its_time_has_come():
    key = GATEWAY.issue("ticking", limits=[{"rpm": 60}])
    with ThreadPoolExecutor(20) as crowd:
        statuses = list(crowd.map(lambda _: GATEWAY.post(key).status_code, range(70)))
    assert 60 <= statuses.count(200) <= 63, f"{statuses.count(200)} of 70 at once"
    wait = int(limited(key).response.headers["retry-after"])
    equal(wait, 1, "retry-after")
    time.sleep(wait)
    GATEWAY.chat(key)


def test_the_sdk_waits_as_it_is_told_and_comes_back():
    key = GATEWAY.issue("patient", limits=[{"rpm": 60}])
    with ThreadPoolExecutor(20) as crowd:
        list(crowd.map(lambda _: GATEWAY.post(key), range(65)))
    limited(key)
    GATEWAY.client(key, max_retries=3).chat.completions.create(
        model="small", messages=[{"role": "user", "content": "hi"}])


def test_calls_under_way_at_once():
    key = GATEWAY.issue("alone", limits=[{"parallel": 1}])
    SLOW.behave(delay=0.8)
    before = len(SLOW.hits)
    first = threading.Thread(target=lambda: GATEWAY.chat(key, "slow"))
    first.start()
    until = time.monotonic() + 5
    while len(SLOW.hits) == before and time.monotonic() < until:
        time.sleep(0.01)
    equal(limited(key).response.headers["retry-after"], "1")
    first.join()
    GATEWAY.chat(key)
    stream = GATEWAY.client(key).chat.completions.create(
        model="small", messages=[{"role": "user", "content": "hi"}], stream=True)
    list(stream)
    GATEWAY.chat(key)


def test_tokens_a_minute_are_settled_to_what_was_used():
    key = GATEWAY.issue("words", limits=[{"tpm": 600}])
    first = GATEWAY.raw(key, max_tokens=100)
    equal(first.headers["x-ratelimit-limit-tokens"], "600")
    assert 400 <= left(first, "tokens") < 500, "reserved: 100 of output and some of input"
    GATEWAY.settled()
    second = GATEWAY.raw(key, max_tokens=100)
    assert left(second, "tokens") > left(first, "tokens") - 10, "three tokens were used, the rest came back"
    ONE.behave(usage=(300, 250))
    try:
        GATEWAY.chat(key, max_tokens=100)
    finally:
        ONE.behave()
    GATEWAY.settled()
    error = limited(key, max_tokens=200)
    head = error.response.headers
    assert head["x-ratelimit-limit-tokens"] == "600" and left(error.response, "tokens") < 80, head
    assert 10 <= int(head["retry-after"]) <= 30, head["retry-after"]  # ten tokens a second
    assert "tokens per minute" in error.message, error.message
    equal(GATEWAY.post(key, max_tokens=5, words="a").status_code, 200, "a small one still fits")


def test_a_limit_of_one_model():
    printed = GATEWAY.sluice("keys", "create", "--id", "choosy", "--rpm", "100", "--limit", "rpm=1,model=large")
    key = re.search("sk-sluice-[A-Za-z0-9]{43}", printed)[0]
    equal(left(GATEWAY.raw(key)), 99)
    equal(left(GATEWAY.raw(key, "large")), 0, "of several limits the one with the least left")
    error = limited(key, "large")
    assert "large" in error.message and "1 request" in error.message, error.message
    assert 50 <= int(error.response.headers["retry-after"]) <= 60, error.response.headers
    equal(left(GATEWAY.raw(key)), 97, "the refused call counts nowhere")


def test_keys_of_a_team_share_its_limit():
    ann, bob = GATEWAY.issue("ann", team="pair"), GATEWAY.issue("bob", team="pair")
    equal([left(GATEWAY.raw(key)) for key in (ann, bob, ann)], [2, 1, 0])
    assert "team 'pair'" in limited(bob).message


def test_a_changed_limit_holds_at_once_and_what_was_used_stays_used():
    key = GATEWAY.issue("changed", limits=[{"rpm": 2}])
    GATEWAY.chat(key)
    GATEWAY.admin("PATCH", "/keys/changed", json={"limits": [{"rpm": 10}]})
    answer = GATEWAY.raw(key)
    equal(answer.headers["x-ratelimit-limit-requests"], "10")
    assert 0 < left(answer) < 9, "the time that the first call takes to be renewed stays as it was"
    GATEWAY.admin("PATCH", "/keys/changed", json={"limits": None})
    assert "x-ratelimit-limit-requests" not in GATEWAY.raw(key).headers


# ---- Budgets ------------------------------------------------------------------------------------


def granted(key, method="GET", path="/v1/dashboard/billing/credit_grants"):
    answer = requests.request(method, GATEWAY.base + path, headers={"Authorization": "Bearer " + key}, timeout=20)
    equal(answer.status_code, 200, answer.text)
    return answer.json()


def summary(key):
    """Granted, used, available."""
    GATEWAY.settled()
    found = granted(key)
    return tuple(float(found["total_" + each]) for each in ("granted", "used", "available"))


def test_a_budget_for_five_lets_exactly_five_of_twenty_through():
    key = GATEWAY.issue("five", budgets=[{"amount": "5", "currency": "USD", "window": "total"}])
    equal(summary(key), (5, 0, 5), "before")
    SLOW.behave(delay=0.5)
    before = len(SLOW.hits)
    with ThreadPoolExecutor(20) as crowd:
        answers = list(crowd.map(lambda _: GATEWAY.post(key, "slow"), range(20)))
    equal(sorted(each.status_code for each in answers), [200] * 5 + [429] * 15, "answers")
    equal(len(SLOW.hits) - before, 5, "calls that the vendor saw")
    for each in answers:
        if each.status_code == 429:
            error = each.json()["error"]
            equal((error["code"], error["type"]), ("insufficient_quota",) * 2)
            held = int(each.headers.get("retry-after", "60")) <= 5  # money that is only reserved may come back
            equal(each.headers.get("x-should-retry"), None if held else "false")
    equal(summary(key), (5, 5, 0), "after")
    error = limited(key, code="insufficient_quota")
    assert "retry-after" not in error.response.headers, "a total budget never comes back"
    assert "'five'" in error.message and "5 USD" in error.message, error.message


def test_the_sdk_does_not_ask_again_for_money():
    key = GATEWAY.issue("poor", budgets=[{"amount": "0.5", "currency": "USD", "window": "day"}])
    patient = GATEWAY.client(key, max_retries=3)
    error = raises(openai.RateLimitError, lambda: patient.chat.completions.create(
        model="small", messages=[{"role": "user", "content": "hi"}]))
    GATEWAY.settled()
    equal((error.code, len(GATEWAY.admin("GET", "/calls", key="poor")["calls"])), ("insufficient_quota", 1), "calls")


def test_what_is_left_of_a_budget_is_told_with_every_answer():
    key = GATEWAY.issue("told", budgets=[{"amount": "3", "currency": "USD", "window": "month"},
                                         {"amount": "100", "currency": "CNY", "window": "total"}])
    equal([GATEWAY.raw(key).headers["x-sluice-budget-remaining"] for _ in range(3)],
          ["2 USD", "1 USD", "0 USD"])
    error = limited(key, code="insufficient_quota")
    assert 0 < int(error.response.headers["retry-after"]) <= 31 * 86400, error.response.headers
    GATEWAY.settled()
    budgets = GATEWAY.admin("GET", "/limits/told")["budgets"]
    spent = {(each["currency"], each["window"]): (each["spent"]["amount"], each["left"]["amount"]) for each in budgets}
    equal(spent, {("USD", "month"): ("3", "0"), ("CNY", "total"): ("24", "76")}, "spent and left")


def test_a_call_that_fails_costs_nothing():
    key = GATEWAY.issue("lucky", budgets=[{"amount": "1", "currency": "USD", "window": "total"}])
    ONE.behave(status=400, code="too_strange")
    try:
        for _ in range(3):
            raises(openai.BadRequestError, lambda: GATEWAY.chat(key))
    finally:
        ONE.behave()
    equal(summary(key), (1, 0, 1))
    GATEWAY.chat(key)
    limited(key, code="insufficient_quota")


# ---- The account --------------------------------------------------------------------------------

# What NextChat sends from a browser.
NEXT_CHAT = ["-H", "Origin: https://app.nextchat.dev", "-H", "Accept: application/json, text/event-stream",
             "-H", "Content-Type: application/json", "-H", "x-requested-with: XMLHttpRequest"]


def curl(*arguments):
    done = subprocess.run(["curl", "-sS", "-i", "--max-time", "20", *arguments], capture_output=True, text=True,
                          timeout=30, check=True)
    head, _, body = done.stdout.replace("\r\n", "\n").partition("\n\n")
    status, *lines = head.splitlines()
    headers = {name.lower(): value.strip() for name, value in (line.split(":", 1) for line in lines)}
    return int(status.split()[1]), headers, body


def test_credit_is_granted_to_both_methods():
    key = GATEWAY.issue("asked", budgets=[{"amount": "7.5", "currency": "CNY", "window": "total"}])
    equal(summary(key), (7.5, 0, 7.5))
    for path in ("/v1/dashboard/billing/credit_grants", "/dashboard/billing/credit_grants"):
        for method in ("POST", "GET"):
            found = granted(key, method, path)
            equal((found["object"], found["code"], found["currency"], found["total_available"]),
                  ("credit_summary", 0, "CNY", 7.5), f"{method} {path}")
            equal(found["grants"]["available_amount"], "7.5")
    status, _, body = curl("-XPOST", GATEWAY.base + "/v1/dashboard/billing/credit_grants",
                           "-H", "Authorization: Bearer " + key)
    assert status == 200 and "credit_summary" in body, body
    equal(limited(key, code="insufficient_quota").status_code, 429, "a dollar is 8 yuan; status")


def test_the_account_as_next_chat_asks_for_it():
    key = GATEWAY.issue("next", budgets=[{"amount": "4", "currency": "USD", "window": "month"}])
    today = time.strftime("%Y-%m-%d", time.gmtime())
    tomorrow = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 86400))
    usage = f"{GATEWAY.base}/dashboard/billing/usage?start_date={today}&end_date={tomorrow}"
    subscription = GATEWAY.base + "/dashboard/billing/subscription"
    for url in (usage, subscription):
        status, headers, _ = curl("-X", "OPTIONS", url, "-H", "Origin: https://app.nextchat.dev",
                                  "-H", "Access-Control-Request-Method: GET",
                                  "-H", "Access-Control-Request-Headers: authorization,content-type,x-requested-with")
        assert status in (200, 204), f"preflight: {status}"
        for name in ("authorization", "content-type", "x-requested-with"):
            assert name in headers["access-control-allow-headers"].lower(), headers
        assert headers["access-control-allow-origin"] in ("*", "https://app.nextchat.dev"), headers

    def ask(url):
        status, headers, body = curl(url, *NEXT_CHAT, "-H", "Authorization: Bearer " + key)
        equal(status, 200, body)
        assert headers["content-type"].startswith("application/json"), headers
        assert "access-control-allow-origin" in headers, headers
        return requests.models.complexjson.loads(body)

    equal((ask(usage)["total_usage"], ask(subscription)["hard_limit_usd"]), (0, 4), "before")
    for _ in range(3):
        GATEWAY.chat(key)
    GATEWAY.settled()
    spent = ask(usage)
    equal((spent["object"], spent["total_usage"]), ("list", 300), "cents")
    equal(sum(item["cost"] for day in spent["daily_costs"] for item in day["line_items"]), 300)
    equal([item["name"] for day in spent["daily_costs"] for item in day["line_items"] if item["cost"]], ["small"])
    equal(ask(subscription)["hard_limit_usd"], 4, "it is what was granted")
    equal(summary(key), (4, 3, 1))
    status, headers, body = curl(usage, *NEXT_CHAT, "-H", "Authorization: Bearer sk-stranger")
    assert status == 401 and "access-control-allow-origin" in headers and '"error"' in body, body


def test_nobody_sees_the_account_of_another():
    spender, saver = (GATEWAY.issue(name, budgets=[{"amount": "9", "currency": "USD", "window": "total"}])
                      for name in ("spender", "saver"))
    GATEWAY.chat(spender)
    equal((summary(spender), summary(saver)), ((9, 1, 8), (9, 0, 9)))


if __name__ == "__main__":
    main(sys.modules[__name__])
