"""The ledger end to end: what a call used and cost, by whatever road it went, and that no road loses or doubles it.

Every test has a key of its own and knows to the millionth what it must have cost: 3 millionths of a dollar for a token in
and 7 for one out at the usual provider. The last tests stop, start and kill the gateway.
"""

import atexit
import csv
import io
import json
import sys
import threading
import time
from datetime import datetime
from decimal import Decimal

import openai
import requests

from gateways import Gateway, counted, metrics
from harness import equal, main, raises
from upstreams import Upstream

ONE = Upstream("one")
FAULTY = Upstream("faulty")
LATE = Upstream("late")
UNPRICED = Upstream("unpriced")

CONFIGURATION = f"""
server: {{host: 127.0.0.1, access_log: true, log_format: json}}
providers:
  - {{id: one, type: proxy, api_base: "{ONE.base}", api_key: x}}
  - {{id: faulty, type: proxy, api_base: "{FAULTY.base}", api_key: x}}
  - {{id: late, type: proxy, api_base: "{LATE.base}", api_key: x}}
  - {{id: unpriced, type: proxy, api_base: "{UNPRICED.base}", api_key: x}}
models:
  - {{name: small, provider: one}}
  - {{name: steady, targets: [{{provider: faulty}}, {{provider: one}}]}}
  - {{name: raced, strategy: parallel, targets: [{{provider: one}}, {{provider: late}}]}}
  - {{name: unpriced, provider: unpriced, upstream_model: unpriced}}
teams:
  - {{id: desk}}
prices:
  - {{provider: one, model: "*", currency: USD, input: 3, output: 7}}
  - {{provider: faulty, model: "*", currency: USD, input: 1000, output: 1000}}
  - {{provider: late, model: "*", currency: CNY, input: 2, output: 5}}
"""

GATEWAY = Gateway(CONFIGURATION).start()
atexit.register(GATEWAY.close)


def charge(record, number=0):
    """What an attempt used: tokens in and out, and whether that is an estimate."""
    found = record["charges"][number]
    return found["tokens"].get("input", 0), found["tokens"].get("output", 0), found.get("estimated", False)


def cost(record):
    return {(each["currency"], each["role"]): each["cost_micro"] for each in record["charges"] if "cost_micro" in each}


def amounts(listed):
    """Amounts of a report in millionths."""
    return {each["currency"]: int(Decimal(each["amount"]) * 1_000_000) for each in listed}


def stream(key, model="small", words="Say this is a test", **more):
    """A stream of the official client, to its end: the request's id and the chunks."""
    answer = GATEWAY.raw(key, model, words, stream=True, **more)
    return answer.headers["x-request-id"], list(answer.parse())


def said(chunks):
    return "".join(each.choices[0].delta.content or "" for each in chunks if each.choices)


# ---- What is counted ----------------------------------------------------------------------------


def test_what_the_vendor_states_is_booked():
    key = GATEWAY.issue("sync", owner="Ann", team="desk")
    ONE.behave(usage=(11, 5))
    answer = GATEWAY.raw(key)
    ONE.behave()
    record = GATEWAY.record(answer.headers["x-request-id"])
    equal({name: record.get(name) for name in ("key", "owner", "team", "model", "status", "outcome", "deployment")},
          {"key": "sync", "owner": "Ann", "team": "desk", "model": "small", "status": 200, "outcome": "complete",
           "deployment": answer.headers["x-sluice-deployment"]})
    equal((charge(record), cost(record)), ((11, 5, False), {("USD", "served"): 11 * 3 + 5 * 7}))
    total = GATEWAY.usage("sync")
    equal([total[each] for each in ("calls", "failed", "input_tokens", "output_tokens", "estimated", "unpriced")],
          [1, 0, 11, 5, 0, 0])
    equal((amounts(total["cost"]), total["lost"]), ({"USD": 68}, []))


def test_a_stream_is_booked_whether_or_not_its_usage_was_asked_for():
    key = GATEWAY.issue("streams")
    ONE.behave(usage=(20, 10))
    try:
        for asks, options in ((False, None), (False, {"include_usage": False}), (True, {"include_usage": True})):
            identity, chunks = stream(key, **({"stream_options": options} if options else {}))
            equal(said(chunks), "from one")
            assert ONE.hits[-1].asks_usage, "the vendor is always asked"
            told = [each.usage for each in chunks if each.usage]
            equal(len([each for each in chunks if not each.choices]), 1 if asks else 0, f"{options}: usage chunks")
            equal([(each.prompt_tokens, each.completion_tokens) for each in told], [(20, 10)] if asks else [])
            record = GATEWAY.record(identity)
            equal((charge(record), cost(record)), ((20, 10, False), {("USD", "served"): 130}), str(options))
    finally:
        ONE.behave()
    equal(amounts(GATEWAY.usage("streams")["cost"]), {"USD": 390})


def test_what_nobody_states_is_estimated():
    key = GATEWAY.issue("guessed")
    ONE.behave(usage=None)
    try:
        words = "介绍一下你自己 hello world"
        answer = GATEWAY.raw(key, words=words)
        identity, chunks = stream(key, words=words)
    finally:
        ONE.behave()
    equal((answer.parse().choices[0].message.content, said(chunks)), ("from one", "from one"))
    for each in (answer.headers["x-request-id"], identity):
        equal(charge(GATEWAY.record(each)), (10, 3, True), "ceil(7 + 2 x 1.3), ceil(2 x 1.3)")
    equal(GATEWAY.usage("guessed")["estimated"], 2)


def test_who_leaves_in_the_middle_pays_for_what_came():
    key = GATEWAY.issue("left")
    ONE.behave(pause=10)
    try:
        answer = GATEWAY.raw(key, stream=True)
        chunks = answer.parse()
        while next(chunks).choices[0].delta.content != "from ":
            pass
        begin = time.monotonic()
        chunks.close()
        assert ONE.cut_after(begin) < 2, "the vendor goes on"
    finally:
        ONE.behave()
    record = GATEWAY.record(answer.headers["x-request-id"])
    equal((record["outcome"], charge(record)), ("aborted", (7, 2, True)), "ceil(5 x 1.3) in, ceil(1.3) out")
    equal(cost(record), {("USD", "served"): 7 * 3 + 2 * 7})


def test_a_stream_that_the_vendor_breaks_off_is_estimated():
    key = GATEWAY.issue("broken")
    ONE.behave(breaks=True)
    try:
        answer = GATEWAY.raw(key, stream=True)
        raises(openai.APIError, lambda: list(answer.parse()))
    finally:
        ONE.behave()
    record = GATEWAY.record(answer.headers["x-request-id"])
    equal((record["outcome"], charge(record)), ("broken", (7, 2, True)))
    equal(GATEWAY.usage("broken")["failed"], 1)


def test_who_fails_over_pays_once():
    key = GATEWAY.issue("over", budgets=[{"amount": "100", "currency": "USD", "window": "day"}])
    FAULTY.behave(status=500)
    answer = GATEWAY.raw(key, "steady")
    FAULTY.behave()
    record = GATEWAY.record(answer.headers["x-request-id"])
    equal((answer.headers["x-sluice-attempts"], record["attempts"], record["deployment"]),
          ("2", 2, answer.headers["x-sluice-deployment"]))
    equal((charge(record), cost(record)), ((1, 2, False), {("USD", "served"): 17}), "a refusal costs nothing")
    equal(len(record["charges"]), 1)
    equal([each["spent_micro"] for each in record["settled"]], [17])


def test_of_a_race_the_loser_is_booked_apart():
    key = GATEWAY.issue("raced", budgets=[{"amount": "1", "currency": "USD", "window": "day"}])
    ONE.behave(delay=0.5)  # long enough for the other to be asked, too
    LATE.behave(delay=20)
    try:
        answer = GATEWAY.raw(key, "raced")
    finally:
        ONE.behave()
        LATE.behave()
    record = GATEWAY.record(answer.headers["x-request-id"])
    equal(sorted((each["provider"], each["role"]) for each in record["charges"]), [("late", "lost"), ("one", "served")])
    served = next(each for each in record["charges"] if each["role"] == "served")
    lost = next(each for each in record["charges"] if each["role"] == "lost")
    equal((served["tokens"], served["cost_micro"]), ({"input": 1, "output": 2}, 17))
    equal((lost["tokens"], lost["estimated"], lost["cost_micro"], lost["currency"]), ({"input": 7}, True, 14, "CNY"))
    equal([each["spent_micro"] for each in record["settled"]], [17], "only what was served is taken from the budget")
    total = GATEWAY.usage("raced")
    equal((amounts(total["cost"]), amounts(total["lost"]), total["calls"]), ({"USD": 17}, {"CNY": 14}, 1))
    equal((total["input_tokens"], total["output_tokens"]), (1, 2))


def test_what_is_refused_uses_nothing():
    key = GATEWAY.issue("refused", limits=[{"rpm": 2}], models=["small"])
    GATEWAY.chat(key)
    ONE.behave(status=400, code="too_strange")
    raises(openai.BadRequestError, lambda: GATEWAY.chat(key))
    ONE.behave()
    raises(openai.RateLimitError, lambda: GATEWAY.chat(key))
    GATEWAY.settled()
    calls = []
    while len(calls) < 3:  # the refused ones are not waited for by name
        calls = [each["record"] for each in GATEWAY.admin("GET", "/calls", key="refused")["calls"]]
    equal(sorted(each["status"] for each in calls), [200, 400, 429])
    equal([charge(each) for each in calls if each.get("charges")], [(1, 2, False)])
    failed = GATEWAY.admin("GET", "/calls", key="refused", failed="true")["calls"]
    equal(sorted(each["record"]["status"] for each in failed), [400, 429])


def test_what_has_no_price_is_counted_apart():
    key = GATEWAY.issue("priceless")
    record = GATEWAY.record(GATEWAY.raw(key, "unpriced").headers["x-request-id"])
    equal((charge(record), cost(record)), ((1, 2, False), {}))
    total = GATEWAY.usage("priceless")
    equal((total["unpriced"], total["cost"], total["output_tokens"]), (1, [], 2))
    equal(GATEWAY.admin("GET", "/prices")["unpriced"], [record["deployment"]], "alarm")


# ---- Reading it back ----------------------------------------------------------------------------


def test_sums_are_the_sums_of_the_calls():
    GATEWAY.settled()
    records = [each["record"] for each in GATEWAY.admin("GET", "/calls", limit=10000)["calls"]]
    assert records and len({each["id"] for each in records}) == len(records), "a call is there twice"
    lines = [json.loads(line) for line in GATEWAY.admin("GET", "/calls", limit=10000, format="ndjson").splitlines()]
    equal(len(lines), len(records), "lines of NDJSON")
    usage = GATEWAY.admin("GET", "/usage", by="key")
    for row in [*usage["usage"], {**usage["total"], "key": None}]:
        mine = [each for each in records if row["key"] in (None, each["key"])]
        served = [part for each in mine for part in each.get("charges", []) if part["role"] == "served"]
        spent = {}
        for part in served:
            if "cost_micro" in part:
                spent[part["currency"]] = spent.get(part["currency"], 0) + part["cost_micro"]
        found = [row["calls"], row["failed"], row["input_tokens"], row["output_tokens"], amounts(row["cost"])]
        equal(found, [len(mine), sum(1 for each in mine if each["status"] >= 400 or each["outcome"] == "broken"),
                      sum(part["tokens"].get("input", 0) for part in served),
                      sum(part["tokens"].get("output", 0) for part in served), spent], f"key {row['key']}")


def test_csv_says_what_json_says():
    usage = GATEWAY.admin("GET", "/usage", by="key,model")["usage"]
    text = GATEWAY.admin("GET", "/usage", by="key,model", format="csv")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    equal([(each["key"], each["model"], each["calls"], each["output_tokens"]) for each in rows],
          [(each["key"], each["model"], str(each["calls"]), str(each["output_tokens"])) for each in usage])
    dollars = [{each["currency"]: each["amount"] for each in row["cost"]}.get("USD", "0") for row in usage]
    equal([Decimal(each["cost_usd"]) for each in rows], [Decimal(each) for each in dollars])
    calls = list(csv.DictReader(io.StringIO(GATEWAY.admin("GET", "/calls", format="csv", key="sync"), newline="")))
    equal([(each["key"], each["input_tokens"], each["output_tokens"], each["cost_usd"], each["estimated"])
           for each in calls], [("sync", "11", "5", "0.000068", "false")])
    equal(GATEWAY.sluice("usage", "--by", "key,model", "--format", "csv").splitlines(), text.splitlines())


def test_the_command_line_prints_the_records():
    printed = json.loads(GATEWAY.sluice("calls", "--key", "raced", "--format", "json"))
    equal(printed["calls"], GATEWAY.admin("GET", "/calls", key="raced")["calls"])


def test_the_ledger_adds_up_while_it_is_running():
    GATEWAY.settled()
    printed = GATEWAY.sluice("ledger", "check", "--url", GATEWAY.base)
    assert "everything adds up" in printed and "open reservations: 0" in printed, printed


# ---- Metrics and log ----------------------------------------------------------------------------


def scraped():
    answer = requests.get(GATEWAY.base + "/metrics", timeout=20)
    equal((answer.status_code, answer.headers["content-type"].split(";")[0]), (200, "text/plain"))
    return metrics(answer.text)


def test_metrics_count_what_was_done():
    key = GATEWAY.issue("metered", limits=[{"rpm": 5}])
    GATEWAY.settled()
    before = scraped()
    ONE.behave(usage=(100, 40))
    for _ in range(5):
        GATEWAY.chat(key)
    ONE.behave()
    raises(openai.RateLimitError, lambda: GATEWAY.chat(key))
    expected = [
        (5, "sluice_calls_total", {"provider": "one", "model": "small", "status": "2xx", "outcome": "complete"}),
        (500, "sluice_tokens_total", {"provider": "one", "type": "input", "role": "served", "estimated": "false"}),
        (200, "sluice_tokens_total", {"provider": "one", "type": "output", "role": "served"}),
        (5 * 580, "sluice_cost_micro_total", {"provider": "one", "currency": "USD", "role": "served"}),
        (1, "sluice_denied_total", {"limit": "rate_limit_exceeded"}),
        (5, "sluice_call_duration_seconds_count", {"provider": "one"}),
        (5, "sluice_attempts_total", {"outcome": "served"}),
    ]
    until = time.monotonic() + 5
    while True:
        after = scraped()
        grown = [counted(after, name, **labels) - counted(before, name, **labels) for _, name, labels in expected]
        if grown == [each[0] for each in expected] or time.monotonic() > until:
            break
        time.sleep(0.05)
    equal(grown, [each[0] for each in expected], str([each[1] for each in expected]))
    for gauge, value in (("sluice_active_calls", 0), ("sluice_database_up", 1), ("sluice_ledger_trouble", 0)):
        equal(counted(after, gauge), value, gauge)
    assert counted(after, "sluice_unpriced_calls_total", provider="unpriced") >= 1, "alarm"
    assert not any("metered" in label for _, labels in after for label in labels), "a key is a label"


def test_every_line_of_the_log_is_json():
    request = GATEWAY.raw(GATEWAY.issue("logged")).headers["x-request-id"]
    text = GATEWAY.log.wait(f'"request_id":"{request}".*\n')
    lines = [json.loads(line) for line in text.splitlines()]
    for line in lines:
        assert datetime.fromisoformat(line["time"]).tzinfo and line["level"] and line["message"], line
    call = next(line for line in lines if line.get("request_id") == request)
    equal([call[each] for each in ("message", "key", "status", "outcome", "model", "unpriced", "cost_micro")],
          ["call", "logged", 200, "complete", "small", False, {"USD": 17}])
    equal((call["tokens"]["input"], call["tokens"]["output"], call["tokens"]["estimated"]), (1, 2, False))


# ---- Stop, start, kill --------------------------------------------------------------------------


def everything(gateway):
    """All that an administrator can read of keys, calls and sums."""
    gateway.settled()
    calls = sorted(json.dumps(each) for each in gateway.admin("GET", "/calls", limit=10000)["calls"])
    return [calls, gateway.admin("GET", "/usage", by="key,model,deployment")["usage"],
            gateway.admin("GET", "/keys", limit=1000)["keys"], gateway.admin("GET", "/teams")]


def test_everything_is_there_after_a_restart():
    key = GATEWAY.issue("lasting", budgets=[{"amount": "0.00015", "currency": "USD", "window": "total"}])
    GATEWAY.admin("PATCH", "/keys/lasting", json={"owner": "Eve"})
    GATEWAY.chat(key, max_tokens=1)
    refused = GATEWAY.issue("ended")
    GATEWAY.admin("POST", "/keys/ended/disable")
    before = everything(GATEWAY)
    limits = GATEWAY.admin("GET", "/limits/lasting")
    equal(GATEWAY.stop(), 0, "exit code")
    printed = GATEWAY.sluice("ledger", "check", "--data", GATEWAY.data)
    assert "everything adds up" in printed, printed
    GATEWAY.start()
    for found, expected in zip(everything(GATEWAY), before, strict=True):
        equal(found, expected)
    equal(GATEWAY.admin("GET", "/limits/lasting"), limits, "what is spent and left")
    error = raises(openai.RateLimitError, lambda: GATEWAY.chat(key))
    equal(error.code, "insufficient_quota", "budgets go on")
    raises(openai.AuthenticationError, lambda: GATEWAY.chat(refused))


def test_nothing_that_was_answered_is_lost_by_kill_9():
    with Gateway(CONFIGURATION + "ledger: {durable: true}\n") as durable:
        key = durable.issue("hit", budgets=[{"amount": "100", "currency": "USD", "window": "total"}])
        answered, gone = [], threading.Event()

        def call_on_and_on():
            with requests.Session() as session:
                session.headers["Authorization"] = "Bearer " + key
                body = {"model": "small", "messages": [{"role": "user", "content": "hi"}], "max_tokens": 2}
                while not gone.is_set():
                    try:
                        answer = session.post(durable.base + "/v1/chat/completions", json=body, timeout=10)
                        if answer.status_code == 200 and answer.json()["usage"]["total_tokens"] == 3:
                            answered.append(answer.headers["x-request-id"])
                    except requests.RequestException:
                        return

        for _ in range(2):
            begun = len(answered)
            callers = [threading.Thread(target=call_on_and_on) for _ in range(8)]
            for each in callers:
                each.start()
            until = time.monotonic() + 20
            while len(answered) < begun + 100 and time.monotonic() < until:
                time.sleep(0.01)
            durable.kill()
            gone.set()
            for each in callers:
                each.join()
            assert len(answered) >= begun + 100, f"{len(answered)} calls"
            gone.clear()
            durable.start()
        durable.settled()
        records = [each["record"] for each in durable.admin("GET", "/calls", limit=10000)["calls"]]
        booked = [each["id"] for each in records]
        equal(len(booked), len(set(booked)), "calls that are there once")
        equal(set(answered) - set(booked), set(), "calls that were answered and are not there")
        assert len(booked) - len(answered) <= 16, "more than was under way"
        total = durable.usage("hit")
        equal((total["calls"], amounts(total["cost"])), (len(booked), {"USD": 17 * len(booked)}))
        spent = durable.admin("GET", "/limits/hit")["budgets"][0]["spent"]
        equal(amounts([spent]), {"USD": 17 * len(booked)}, "taken from the budget")
        printed = durable.sluice("ledger", "check", "--url", durable.base)
        assert "everything adds up" in printed and "open reservations: 0" in printed, printed


if __name__ == "__main__":
    main(sys.modules[__name__])
