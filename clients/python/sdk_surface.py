"""The official Python SDK: everything beside chat."""

import base64
import sys

import openai
from openai import OpenAI

from harness import BASE, OPENAI, TUNED, equal, header, last_json, main, raises, seen

ALL_BYTES = bytes(i % 256 for i in range(4096))


def client(key=OPENAI):
    return OpenAI(api_key=key, base_url=BASE + "/v1", max_retries=0, timeout=20)


def test_models():
    found = client(TUNED).models.list()
    equal(found.object, "list")
    ids = [model.id for model in found.data]
    assert ids and all(isinstance(name, str) for name in ids), ids
    equal(client(TUNED).models.retrieve(ids[0]).id, ids[0])


def test_unknown_model():
    error = raises(openai.NotFoundError, lambda: client(TUNED).models.retrieve("no/such:model"))
    equal(error.code, "model_not_found")


def test_completions():
    reply = client().completions.create(model="gpt-3.5-turbo-instruct", prompt="Once")
    equal(reply.choices[0].text, "Continued: Once")
    chunks = client().completions.create(model="gpt-3.5-turbo-instruct", prompt="Once", stream=True)
    equal("".join(c.choices[0].text for c in chunks), "Continued: Once")


def test_embeddings_in_both_encodings():
    create = client().embeddings.create
    default = create(model="text-embedding-3-small", input=["a", "b"]).data
    equal(last_json()["encoding_format"], "base64")
    floats = create(model="text-embedding-3-small", input=["a", "b"], encoding_format="float").data
    for one, two in zip(default, floats, strict=True):
        assert all(abs(x - y) < 1e-6 for x, y in zip(one.embedding, two.embedding, strict=True))


def test_images():
    reply = client().images.generate(model="gpt-image-1", prompt="a cat", n=2)
    equal([base64.b64decode(i.b64_json) for i in reply.data], [b"png of a cat"] * 2)
    edited = client().images.edit(
        model="gpt-image-1", image=("in.png", ALL_BYTES, "image/png"), prompt="red")
    equal(base64.b64decode(edited.data[0].b64_json), b"png from in.png of 4096")


def test_speech_is_byte_exact():
    sound = client().audio.speech.create(model="tts-1", voice="alloy", input="hello")
    equal(sound.read(), ALL_BYTES)
    equal(sound.response.headers["content-type"], "audio/mpeg")


def test_transcription():
    name = "会议 记录.mp3"
    reply = client().audio.transcriptions.create(model="whisper-1", file=(name, ALL_BYTES))
    assert reply.text.endswith(" size=4096 model=whisper-1"), reply.text
    text = client().audio.transcriptions.create(
        model="whisper-1", file=("a.mp3", ALL_BYTES), response_format="text")
    equal(text, "file=a.mp3 size=4096 model=whisper-1\n")
    equal(client().audio.translations.create(model="whisper-1", file=("a.mp3", b"12345")).text,
          "file=a.mp3 size=5 model=whisper-1")


def test_a_large_upload():
    big = ALL_BYTES * 2048  # 8 MB
    reply = client().audio.transcriptions.create(model="whisper-1", file=("big.wav", big))
    equal(reply.text, f"file=big.wav size={len(big)} model=whisper-1")


def test_moderations():
    equal(client().moderations.create(input="hello").results[0].flagged, False)


def test_files():
    made = client().files.create(file=("a.jsonl", b"hello"), purpose="batch")
    equal((made.bytes, made.filename, made.purpose), (5, "a.jsonl", "batch"))
    equal([f.id for f in client().files.list()], ["file-fake1"])
    equal(client().files.content("file-fake1").read(), b"bytes\x00\r\n")
    equal(client().files.delete("file-fake1").deleted, True)
    equal(seen()[-1]["method"], "DELETE")


def test_uploads():
    uploads = client().uploads
    made = uploads.create(filename="a.jsonl", purpose="batch", bytes=5, mime_type="text/jsonl")
    part = uploads.parts.create(upload_id=made.id, data=b"hello")
    equal(uploads.complete(made.id, part_ids=[part.id]).status, "completed")


def test_responses():
    reply = client().responses.create(model="gpt-4o", input="hi there")
    equal(reply.output_text, "You said: hi there")
    events = list(client().responses.create(model="gpt-4o", input="hi there", stream=True))
    equal([e.sequence_number for e in events], list(range(len(events))))
    equal("".join(e.delta for e in events if e.type == "response.output_text.delta"),
          "You said: hi there")
    equal(events[-1].type, "response.completed")


def test_what_keeps_state_at_the_vendor():
    api = client()
    equal(api.batches.create(input_file_id="file-1", endpoint="/v1/chat/completions",
                             completion_window="24h").status, "validating")
    equal(api.batches.cancel("batch_1").status, "cancelling")
    equal(api.fine_tuning.jobs.create(model="gpt-4o-mini", training_file="file-1").object,
          "fine_tuning.job")
    equal(api.conversations.create().object, "conversation")
    equal(api.vector_stores.create(name="docs").object, "vector_store")
    equal(api.vector_stores.search("vs_1", query="q").data[0].content[0].text, "found")
    equal(api.containers.create(name="box").status, "running")
    equal(api.videos.create(prompt="waves").status, "queued")
    equal(api.videos.retrieve("video_9").id, "video_9")


def test_evals_keep_their_status_201():
    raw = client().evals.with_raw_response.create(
        data_source_config={"type": "custom", "item_schema": {}}, testing_criteria=[])
    equal(raw.status_code, 201)


def test_unknown_paths_are_json():
    error = raises(openai.NotFoundError, lambda: client().get("/no/such/path", cast_to=object))
    assert isinstance(error.body, dict) and error.body.get("message"), error.body


def test_organization_headers_pass():
    api = OpenAI(api_key=OPENAI, base_url=BASE + "/v1", organization="org-x", project="proj-y")
    api.embeddings.create(model="text-embedding-3-small", input="a")
    equal(len(header(seen()[-1], "authorization")), 1)


if __name__ == "__main__":
    main(sys.modules[__name__])
