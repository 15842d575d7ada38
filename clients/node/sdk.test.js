// The official Node SDK: chat, streams, tools, files and errors as its users write them.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import OpenAI, { toFile } from 'openai';

const base = process.env.SLUICE_BASE;
const fake = process.env.FAKE_OPENAI;
const fakeCompatible = process.env.FAKE_COMPATIBLE;
const KEY = 'sk-sluice-openai';
const COMPATIBLE = 'sk-sluice-compatible';

const client = (apiKey = KEY, path = '/v1') =>
  new OpenAI({ apiKey, baseURL: base + path, maxRetries: 0, timeout: 20_000 });
const hi = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: '你好 there' }] };
const weather = { type: 'function', function: { name: 'weather', parameters: { type: 'object', properties: {} } } };

const seen = async (at = fake) => (await (await fetch(at + '/__requests')).json()).requests;
beforeEach(async () => {
  for (const at of [fake, fakeCompatible]) await fetch(at + '/__reset', { method: 'POST' });
});

test('chat', async () => {
  const { data, request_id, response } = await client().chat.completions.create(hi).withResponse();
  assert.equal(data.choices[0].message.content, 'You said: 你好 there');
  assert.ok(request_id, 'x-request-id is missing');
  assert.match(response.headers.get('content-type'), /^application\/json/);
});

test('stream with for await', async () => {
  let text = '';
  const finishes = [];
  for await (const chunk of await client().chat.completions.create({ ...hi, stream: true })) {
    assert.equal(chunk.choices.length, 1);
    text += chunk.choices[0].delta.content ?? '';
    if (chunk.choices[0].finish_reason) finishes.push(chunk.choices[0].finish_reason);
  }
  assert.equal(text, 'You said: 你好 there');
  assert.deepEqual(finishes, ['stop']);
});

test('usage chunk on request', async () => {
  const stream = await client().chat.completions.create({ ...hi, stream: true, stream_options: { include_usage: true } });
  const empty = [];
  for await (const chunk of stream) if (chunk.choices.length === 0) empty.push(chunk);
  assert.equal(empty.length, 1);
  assert.ok(empty[0].usage.total_tokens > 0);
});

test('stream helper', async () => {
  const runner = client().chat.completions.stream(hi);
  assert.equal(await runner.finalContent(), 'You said: 你好 there');
});

test('tools round trip', async () => {
  const first = await client().chat.completions.create({ ...hi, tools: [weather] });
  assert.equal(first.choices[0].finish_reason, 'tool_calls');
  const call = first.choices[0].message.tool_calls[0];
  assert.deepEqual(JSON.parse(call.function.arguments), { city: 'Paris' });
  const messages = [...hi.messages, first.choices[0].message, { role: 'tool', tool_call_id: call.id, content: 'sunny' }];
  const second = await client().chat.completions.create({ ...hi, messages, tools: [weather] });
  assert.equal(second.choices[0].message.content, 'The tool said: sunny');
});

test('streamed tool calls', async () => {
  const final = await client().chat.completions.stream({ ...hi, tools: [weather] }).finalChatCompletion();
  assert.equal(final.choices[0].message.tool_calls[0].function.name, 'weather');
  assert.equal(final.choices[0].message.tool_calls[0].function.arguments, '{"city":"Paris"}');
});

test('embeddings decode from base64', async () => {
  const made = await client().embeddings.create({ model: 'text-embedding-3-small', input: 'a' });
  assert.equal(made.data[0].embedding.length, 8);
  assert.equal(JSON.parse((await seen())[0].body).encoding_format, 'base64');
});

test('models', async () => {
  const ids = [];
  for await (const model of client('sk-sluice-tuned').models.list()) ids.push(model.id);
  assert.ok(ids.length > 0);
});

test('speech is byte-exact', async () => {
  const speech = await client().audio.speech.create({ model: 'tts-1', voice: 'alloy', input: 'x' });
  const bytes = Buffer.from(await speech.arrayBuffer());
  assert.ok(bytes.equals(Buffer.from(Array.from({ length: 4096 }, (_, i) => i % 256))));
});

test('transcription', async () => {
  const file = await toFile(Buffer.from('12345'), 'a.mp3');
  const made = await client().audio.transcriptions.create({ model: 'whisper-1', file });
  assert.equal(made.text, 'file=a.mp3 size=5 model=whisper-1');
});

test('files', async () => {
  const file = await toFile(Buffer.from('hello'), 'a.jsonl');
  assert.equal((await client().files.create({ file, purpose: 'batch' })).bytes, 5);
  const ids = [];
  for await (const one of client().files.list()) ids.push(one.id);
  assert.deepEqual(ids, ['file-fake1']);
});

test('responses', async () => {
  const made = await client().responses.create({ model: 'gpt-4o', input: 'hi' });
  assert.equal(made.output_text, 'You said: hi');
  const types = [];
  for await (const event of await client().responses.create({ model: 'gpt-4o', input: 'hi', stream: true })) types.push(event.type);
  assert.equal(types[0], 'response.created');
  assert.equal(types.at(-1), 'response.completed');
});

test('every spelling of the base address', async () => {
  for (const path of ['/v1', '/v1/', '', '/openai', '/openai/v1', '/api/paas/v4', '/v1/v1']) {
    const made = await client(KEY, path).chat.completions.create(hi);
    assert.equal(made.choices[0].message.content, 'You said: 你好 there', path);
  }
});

test('errors have their classes', async () => {
  const chat = (key, model, stream = false) => () => client(key).chat.completions.create({ ...hi, model, stream });
  await assert.rejects(chat('sk-unknown', 'gpt-4o'), (e) => e instanceof OpenAI.AuthenticationError && e.code === 'invalid_api_key');
  await assert.rejects(chat(KEY, 'fake-429'), (e) => e instanceof OpenAI.RateLimitError && e.code === 'rate_limit_exceeded');
  await assert.rejects(chat(KEY, 'fake-429', true), OpenAI.RateLimitError);
  await assert.rejects(chat(KEY, 'none-such'), (e) => e instanceof OpenAI.NotFoundError && e.code === 'model_not_found');
  await assert.rejects(chat(KEY, 'fake-500'), OpenAI.InternalServerError);
  await assert.rejects(chat('sk-sluice-broken', 'gpt-4o'), (e) => e.status === 502 && e.code === 'upstream_auth');
});

test('an error in the middle of a stream is thrown', async () => {
  for (const model of ['fake-error-midstream', 'fake-cut']) {
    const stream = await client().chat.completions.create({ ...hi, model, stream: true });
    await assert.rejects(async () => {
      for await (const chunk of stream) assert.ok(chunk);
    }, OpenAI.APIError);
  }
});

test('abort frees the upstream', async () => {
  const stream = await client().chat.completions.create({ ...hi, model: 'fake-slow', stream: true });
  for await (const chunk of stream) {
    assert.ok(chunk);
    break;
  }
  const deadline = Date.now() + 5000;
  while (!(await seen())[0].disconnected) {
    assert.ok(Date.now() < deadline, 'the upstream was not cancelled');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
});

test('unknown parameters reach a compatible server', async () => {
  await client(COMPATIBLE).chat.completions.create({ ...hi, model: 'any', internet: true });
  assert.equal(JSON.parse((await seen(fakeCompatible))[0].body).internet, true);
});

test('a router passes over what is down, also in streams', async () => {
  const streams = [1, 2, 3, 4].map(async () => {
    const call = client('sk-sluice-router').chat.completions.create({ ...hi, stream: true });
    const { data, response } = await call.withResponse();
    assert.match(response.headers.get('x-sluice-attempts'), /^[12]$/);
    let text = '';
    for await (const chunk of data) text += chunk.choices[0].delta.content ?? '';
    return text;
  });
  assert.deepEqual(await Promise.all(streams), Array(4).fill('You said: 你好 there'));
  assert.equal((await seen(fakeCompatible)).length, 4);
});
