"""openai 0.28.1, as seeds 000 and 001 use it."""

import sys

import openai

from harness import BASE, COMPATIBLE, OPEN_BASE, OPENAI, Skipped, equal, last_json, main, raises


def use(base, key):
    openai.api_base, openai.api_key = base, key


def count_to_ten(**more):
    return openai.ChatCompletion.create(
        model="tigerbot-7b-sft", messages=[{"role": "user", "content": "Count to 10."}], **more)


def test_seed_000_chat():
    use(BASE + "/openai", COMPATIBLE)
    response = count_to_ten()
    equal(response["choices"][0]["message"]["content"], "You said: Count to 10.")
    equal(response["model"], "tigerbot-7b-sft")
    equal(sorted(response["usage"])[0], "completion_tokens")


def test_seed_000_internet():
    use(BASE + "/openai", COMPATIBLE)
    count_to_ten(internet=True)
    equal(last_json(COMPATIBLE)["internet"], True)


def test_seed_000_stream():
    use(BASE + "/openai", COMPATIBLE)
    messages = [chunk["choices"][0]["delta"] for chunk in count_to_ten(stream=True)]
    equal("".join(m.get("content", "") for m in messages), "You said: Count to 10.")


def test_seed_001_loop():
    for base in ("/v1", "", "/openai/v1"):
        use(BASE + base, COMPATIBLE)
        said = ""
        for chunk in openai.ChatCompletion.create(
            model="chatglm2-6b",
            messages=[
                {"role": "system", "content": "你是一个人工智能助理"},
                {"role": "user", "content": "你好"},
            ],
            stream=True,
        ):
            if hasattr(chunk.choices[0].delta, "content"):
                said += chunk.choices[0].delta.content
        equal(said, "You said: 你好")


def test_seed_001_dummy_key():
    if not OPEN_BASE:
        raise Skipped("no gateway in open mode was started")
    use(OPEN_BASE + "/v1", "none")
    equal(count_to_ten().choices[0].message.content, "You said: Count to 10.")


def test_functions():
    use(BASE + "/v1", OPENAI)
    reply = openai.ChatCompletion.create(
        model="gpt-4o-mini", messages=[{"role": "user", "content": "x"}],
        functions=[{"name": "f", "parameters": {"type": "object", "properties": {}}}])
    equal(reply.choices[0].message.function_call.name, "f")


def test_other_endpoints():
    use(BASE + "/v1", OPENAI)
    equal(openai.Completion.create(model="gpt-3.5-turbo-instruct", prompt="x").choices[0].text,
          "Continued: x")
    assert openai.Model.list()["object"] == "list"


def test_errors():
    use(BASE + "/v1", OPENAI)

    def limited():
        return openai.ChatCompletion.create(
            model="fake-429", messages=[{"role": "user", "content": "x"}])

    equal(raises(openai.error.RateLimitError, limited).http_status, 429)
    use(BASE + "/v1", "sk-unknown")
    error = raises(openai.error.AuthenticationError, limited)
    equal(error.json_body["error"]["code"], "invalid_api_key")


def test_error_in_the_middle_of_a_stream():
    use(BASE + "/v1", OPENAI)

    def read():
        return list(openai.ChatCompletion.create(
            model="fake-error-midstream", stream=True,
            messages=[{"role": "user", "content": "hello world"}]))

    raises(openai.error.APIError, read)


if __name__ == "__main__":
    main(sys.modules[__name__])
