"""Virtual keys end to end: issued on the command line, used by the official Python SDK, requests and curl.

The key rows of contract.md section 4, and who tests them:
  001 no-auth/"none" key        here (a token `none`), plain_requests (open mode)
  002 relay key only            here, sdk_chat
  002 code/msg switch           here (of a key), sdk_vendors (of a provider)
  002 usage estimate            sdk_keys_ledger
  002 credit_grants             sdk_keys_limits
  003 usage chunk on request    sdk_keys_ledger (and what is booked), sdk_chat, sdk_vendors
  004 bearer = config token     here, sdk_router for routers
  004 CORS / Next-Web           sdk_keys_limits for the account, suite.sh for the rest
  004 secrets                   here (log, database, journal, answers), suite.sh and sdk_router_files (log)
"""

import atexit
import datetime
import json
import os
import re
import subprocess
import sys
import time

import openai
import requests

from gateways import Gateway
from harness import UPSTREAM_KEY, Skipped, equal, main, raises
from upstreams import Upstream

ONE = Upstream("one")
TWO = Upstream("two")

CONFIGURATION = f"""
server: {{host: 127.0.0.1, access_log: true, trusted_proxies: [PROXIES]}}
providers:
  - {{id: one, type: proxy, api_base: "{ONE.base}", api_key: {UPSTREAM_KEY}}}
models:
  - {{name: small, provider: one}}
  - {{name: large, provider: one}}
  - {{name: lab-*, provider: one}}
keys:
  - {{id: file, key: sk-of-the-file}}
teams:
  - {{id: lab, models: [small, lab-*], endpoints: [/chat/*, /models]}}
"""
NO_PROXY = CONFIGURATION.replace("PROXIES", "")
LOOPBACK_IS_A_PROXY = CONFIGURATION.replace("PROXIES", "127.0.0.0/8")

# The form of openai-style-api, with the token that serves callers without one.
TOKENS = json.dumps([
    {"token": "none", "type": "proxy", "config": {"api_base": ONE.base, "api_key": UPSTREAM_KEY}},
    {"token": "sk-token-two", "type": "proxy", "config": {"api_base": TWO.base, "api_key": UPSTREAM_KEY}},
])

GATEWAY = Gateway(NO_PROXY).start()
atexit.register(GATEWAY.close)
SECRETS = []


def created(*words):
    """A key made on the command line."""
    printed = GATEWAY.sluice("keys", "create", *words)
    secret = re.search(r"(?m)^key +(sk-sluice-[A-Za-z0-9]{43})$", printed)
    assert secret and printed.count(secret[1]) == 2, printed  # itself, and in a line to try it
    SECRETS.append(secret[1])
    return secret[1]


def issued(id, **words):
    SECRETS.append(GATEWAY.issue(id, **words))
    return SECRETS[-1]


def refused(key, *words):
    """Asserts that a key is not let in, and that the message says this."""
    error = raises(openai.AuthenticationError, lambda: GATEWAY.chat(key))
    equal((error.status_code, error.code, error.type), (401, "invalid_api_key", "invalid_request_error"))
    for each in words:
        assert each in error.message, f"{each!r} is not in: {error.message}"
    return error


def within_a_second(key):
    """Asserts that a key is not let in a second from now at the latest."""
    until = time.monotonic() + 1
    while GATEWAY.post(key).status_code != 401:
        assert time.monotonic() < until, "it may still call after a second"


# ---- From the first day to the last -------------------------------------------------------------


def test_a_key_works_as_soon_as_it_is_printed():
    key = created("--id", "app", "--owner", "Ann", "--models", "small,lab-*", "--expires", "2099-12-31")
    equal(GATEWAY.chat(key).choices[0].message.content, "from one")
    stream = GATEWAY.client(key).chat.completions.create(
        model="lab-9", messages=[{"role": "user", "content": "hi"}], stream=True)
    equal("".join(each.choices[0].delta.content for each in stream), "from one")
    shown = GATEWAY.sluice("keys", "show", "app")
    for words in ("Ann", "lab-*", "2100-01-01", key[-4:]):
        assert words in shown, f"{words} is not in:\n{shown}"


def test_the_printed_line_to_try_it_works():
    printed = GATEWAY.sluice("keys", "create", "--id", "tried")
    SECRETS.append(re.search("sk-sluice-[A-Za-z0-9]{43}", printed)[0])
    line = next(line for line in printed.splitlines() if line.startswith("curl "))
    answer = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=20, check=True)
    assert "small" in [each["id"] for each in json.loads(answer.stdout)["data"]], answer.stdout


def test_a_disabled_key_is_refused_within_a_second():
    key = issued("off")
    GATEWAY.chat(key)
    GATEWAY.sluice("keys", "disable", "off")
    within_a_second(key)
    refused(key)
    GATEWAY.admin("POST", "/keys/off/enable")
    GATEWAY.chat(key)


def test_of_a_rotated_key_only_the_new_secret_works():
    old = issued("turned", models=["small"])
    printed = GATEWAY.sluice("keys", "rotate", "turned")
    SECRETS.append(re.search("sk-sluice-[A-Za-z0-9]{43}", printed)[0])
    within_a_second(old)
    refused(old)
    GATEWAY.chat(SECRETS[-1])
    raises(openai.NotFoundError, lambda: GATEWAY.chat(SECRETS[-1], "large"))


def test_a_removed_key_is_a_strangers():
    key = issued("gone")
    GATEWAY.chat(key)
    GATEWAY.sluice("keys", "remove", "gone", "--yes")
    within_a_second(key)
    equal(refused(key).message, refused("sk-sluice-" + "0" * 43).message, "what is said of it")
    said = GATEWAY.sluice("keys", "show", "gone", expected=1)
    assert "No issued key has this id" in said, said


def test_a_key_that_has_expired_is_told_so():
    refused(issued("past", expires="2020-01-31"), "valid until 2020-02-01T00:00:00Z")
    end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=1)
    soon = issued("soon", expires=end.isoformat(timespec="milliseconds"))
    GATEWAY.chat(soon)
    time.sleep(1.05)
    refused(soon, "valid until")


# ---- What it may do -----------------------------------------------------------------------------


def test_models_that_are_not_granted_are_not_there():
    key = issued("narrow", models=["small", "lab-*"])
    GATEWAY.chat(key)
    GATEWAY.chat(key, "lab-7")
    for call in (lambda: GATEWAY.chat(key, "large"), lambda: GATEWAY.client(key).models.retrieve("large")):
        error = raises(openai.NotFoundError, call)
        equal((error.code, error.param), ("model_not_found", "model"))
    listed = [each.id for each in GATEWAY.client(key).models.list()]
    assert "small" in listed and "large" not in listed, listed


def test_endpoints_that_are_not_granted_are_forbidden():
    key = issued("chat-only", endpoints=["/chat/*"])
    GATEWAY.chat(key)
    hits = len(ONE.hits)
    api = GATEWAY.client(key)
    for call in (api.models.list, lambda: api.embeddings.create(model="small", input="a"),
                 lambda: api.completions.create(model="small", prompt="a")):
        error = raises(openai.PermissionDeniedError, call)
        equal((error.type, error.code), ("permission_error", "endpoint_not_allowed"))
    equal(len(ONE.hits), hits, "calls that the vendor saw")


def test_addresses_count_and_only_a_trusted_proxy_is_believed():
    key = issued("office", addresses=["203.0.113.0/24"])
    inside, outside = {"x-forwarded-for": "203.0.113.7"}, {"x-forwarded-for": "203.0.113.7, 198.51.100.1"}
    raises(openai.PermissionDeniedError, lambda: GATEWAY.chat(key))
    equal(GATEWAY.post(key, headers=inside).status_code, 403, "nobody trusts the sender")
    home = issued("home", addresses=["127.0.0.1"])
    GATEWAY.chat(home)
    try:
        GATEWAY.reload(LOOPBACK_IS_A_PROXY)
        equal(GATEWAY.post(key, headers=inside).status_code, 200, "from inside, by a proxy")
        equal(GATEWAY.post(key, headers=outside).status_code, 403, "who only says to be inside")
        equal(GATEWAY.post(home, headers=inside).status_code, 403, "another's address")
    finally:
        GATEWAY.reload(NO_PROXY)
    equal(GATEWAY.post(key, headers=inside).status_code, 403, "trusted no more")


def test_a_key_may_do_no_more_than_its_team():
    key = issued("ann", team="lab", models=["large", "lab-*"], endpoints=["/chat/completions", "/embeddings"])
    GATEWAY.chat(key, "lab-1")
    for model in ("small", "large"):
        raises(openai.NotFoundError, lambda model=model: GATEWAY.chat(key, model))
    api = GATEWAY.client(key)
    for call in (api.models.list, lambda: api.embeddings.create(model="lab-1", input="a")):
        raises(openai.PermissionDeniedError, call)


def test_a_team_made_at_run_time_narrows_and_ends_its_keys():
    GATEWAY.sluice("teams", "create", "crew", "--models", "small")
    key = created("--team", "crew")
    GATEWAY.chat(key)
    raises(openai.NotFoundError, lambda: GATEWAY.chat(key, "large"))
    GATEWAY.admin("PATCH", "/teams/crew", json={"models": None})
    GATEWAY.chat(key, "large")
    GATEWAY.admin("PATCH", "/teams/crew", json={"enabled": False})
    within_a_second(key)
    GATEWAY.admin("PATCH", "/teams/crew", json={"enabled": True})
    GATEWAY.chat(key)
    GATEWAY.admin("DELETE", "/teams/crew")
    within_a_second(key)


def test_names_and_routes_of_its_own():
    GATEWAY.chat(issued("named", model_names={"gpt-4o": "large"}), "gpt-4o")
    equal(ONE.hits[-1].model, "large")
    GATEWAY.chat(issued("bound", bound_to="lab-3"), "whatever")
    equal(ONE.hits[-1].model, "lab-3")
    usual = issued("usual", default_model="large")
    body = {"messages": [{"role": "user", "content": "hi"}]}
    answer = requests.post(GATEWAY.base + "/v1/chat/completions", json=body, timeout=20, headers={"api-key": usual})
    equal((answer.status_code, ONE.hits[-1].model), (200, "large"))


def test_priority_is_taken_and_a_slip_of_the_pen_is_not():
    GATEWAY.chat(created("--id", "first", "--priority", "high"))
    equal(GATEWAY.admin("GET", "/keys/first")["priority"], "high")
    said = GATEWAY.sluice("keys", "create", "--id", "hasty", "--priority", "urgent", expected=2)
    assert "priority" in said and "urgent" in said, said
    for member, word in (("addresses", ["10.0.0"]), ("addresses", ["cafe.de"]), ("endpoints", ["chat"]), ("team", "x"),
                         ("models", ["nobody"]), ("limits", [{"rpm": 0}]), ("expires", "tomorrow"), ("owners", "a"),
                         ("budgets", [{"amount": "1e3", "currency": "USD", "window": "day"}])):
        error = GATEWAY.admin("POST", "/keys", 400, json={"id": "hasty", member: word})["error"]
        assert error["param"].startswith(member), error
    GATEWAY.admin("GET", "/keys/hasty", 404)


# ---- Switches -----------------------------------------------------------------------------------


def test_code_and_msg_are_a_switch_of_the_key():
    plain, old_app = issued("plain"), issued("old-app", code_msg="on")
    answer = GATEWAY.post(old_app)
    equal((answer.status_code, answer.json()["code"]), (200, 0))
    assert isinstance(answer.json()["msg"], str), answer.text
    answer = GATEWAY.post(old_app, "nobody")
    assert answer.status_code == 404 and answer.json()["code"] != 0 and answer.json()["msg"], answer.text
    equal(answer.json()["error"]["code"], "model_not_found")
    for model in ("small", "nobody"):
        answer = GATEWAY.post(plain, model).json()
        assert "code" not in answer and "msg" not in answer, answer
    GATEWAY.admin("PATCH", "/keys/old-app", json={"code_msg": "off"})
    assert "code" not in GATEWAY.post(old_app).json(), "switched off"


def finish_reasons(key):
    """What an answer and a stream end with."""
    stream = GATEWAY.client(key).chat.completions.create(
        model="small", messages=[{"role": "user", "content": "hi"}], stream=True)
    last = [each.choices[0].finish_reason for each in stream if each.choices[0].finish_reason]
    return [GATEWAY.chat(key).choices[0].finish_reason, *last]


def test_sensitive_is_a_switch_of_the_key():
    as_sent, on, off = (issued("as-sent"), issued("on", sensitive_finish_reason="on"),
                        issued("off-word", sensitive_finish_reason="off"))
    try:
        for said in ("sensitive", "content_filter"):
            ONE.behave(finish=said)
            equal(finish_reasons(as_sent), [said] * 2, "as the vendor says")
            equal(finish_reasons(on), ["sensitive"] * 2, f"on, {said}")
            equal(finish_reasons(off), ["content_filter"] * 2, f"off, {said}")
    finally:
        ONE.behave()


# ---- Whose key it is ----------------------------------------------------------------------------


def test_only_keys_of_the_gateway_are_keys():
    for stranger in (UPSTREAM_KEY, "sk-openai-abcdefghijklmnopqrstuvwxyz", "none", "file"):
        refused(stranger)
    for headers in ({}, {"Authorization": ""}, {"Authorization": "Bearer "}):
        answer = requests.post(GATEWAY.base + "/v1/chat/completions", headers=headers, json={}, timeout=20)
        equal((answer.status_code, answer.json()["error"]["code"]), (401, "invalid_api_key"), str(headers))


def test_tokens_of_a_model_config_are_keys_and_none_serves_everybody():
    with Gateway(TOKENS, "model-config.json") as tokens:
        body = {"model": "m", "messages": [{"role": "user", "content": "hi"}]}
        url = tokens.base + "/v1/chat/completions"
        for headers in ({}, {"Authorization": "Bearer none"}):
            answer = requests.post(url, json=body, headers=headers, timeout=20)
            equal(answer.json()["choices"][0]["message"]["content"], "from one", str(headers))
        equal(tokens.chat("sk-token-two", "m").choices[0].message.content, "from two")
        answer = tokens.post("sk-token-three", "m")
        equal((answer.status_code, sorted(answer.json()["error"])), (401, ["code", "message", "param", "type"]))
        bound = next(each["id"] for each in tokens.admin("GET", "/deployments")["deployments"] if "2" in each["id"])
        issued_one = tokens.issue("guest", bound_to=bound)
        equal(tokens.chat(issued_one, "m").choices[0].message.content, "from two", "an issued key")


def test_a_key_of_the_file_and_an_issued_one_do_not_get_in_each_others_way():
    GATEWAY.chat("sk-of-the-file")
    said = GATEWAY.admin("POST", "/keys", 409, json={"id": "file"})["error"]["message"]
    assert "file" in said, said


# ---- Shown once ---------------------------------------------------------------------------------


def test_a_secret_is_shown_once():
    if not SECRETS:
        raise Skipped("no key was made")
    texts = {
        "keys list": GATEWAY.sluice("keys", "list"),
        "the list": json.dumps(GATEWAY.admin("GET", "/keys", limit=1000)),
        "the calls": json.dumps(GATEWAY.admin("GET", "/calls", limit=10000)),
        "the metrics": requests.get(GATEWAY.base + "/metrics", timeout=20).text,
    }
    for name in [each["id"] for each in GATEWAY.admin("GET", "/keys", limit=1000)["keys"]]:
        texts[f"the key {name}"] = json.dumps(GATEWAY.admin("GET", f"/keys/{name}"))
    for folder, _, names in os.walk(GATEWAY.folder.name):
        if os.path.basename(folder) == "config-history":
            continue  # former configurations, as they were written, for the owner's eyes only
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                texts[name] = file.read().decode("latin-1")
    for where, text in texts.items():
        for secret in SECRETS:
            assert secret not in text, f"a key is in {where}"
        assert where == "sluice.yaml" or UPSTREAM_KEY not in text, f"the vendor's key is in {where}"


if __name__ == "__main__":
    main(sys.modules[__name__])
