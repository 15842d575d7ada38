/** One call of the real API, from this page: what is sent, what comes back, and when. */
import { ApiFailure, get } from '../../lib/api.js';
import { readEvents } from './sse.js';

export const PATH = '/v1/chat/completions';
const MOST_RAW = 1 << 20;

/**
 * @typedef {{id: string, name: string, arguments: string}} ToolCall
 * @typedef {{model: string, state: 'asking'|'streaming'|'done'|'stopped'|'failed', text: string, reasoning: string, tools: ToolCall[], finish: string|null, usage: any,
 *   first: number|null, total: number|null, failure: any, id: string|null, cost: [string, number][]|null, body: any, status: number|null, headers: [string, string][], events: string[], raw: number}} Answer
 * first, total: ms since it was sent. cost: currency and millionths, when the ledger has it. events: what came, each with its time; a body that is no stream is one.
 */

/** @param {string} model @param {any} body @returns {Answer} */
export const answerTo = (model, body) => ({ model, state: 'asking', text: '', reasoning: '', tools: [], finish: null, usage: null, first: null, total: null, failure: null, id: null, cost: null,
  body, status: null, headers: [], events: [], raw: 0 });

/** The names that a key may use. @param {string} key @param {AbortSignal} signal @returns {Promise<string[]>} */
export async function modelsOf(key, signal) {
  const response = await reached(fetch('/v1/models', { headers: headers(key), credentials: 'omit', signal }));
  const data = await response.json().catch(() => null);
  if (!response.ok) throw refusal(response, data);
  return (data?.data ?? []).map((/** @type {any} */ model) => model.id);
}

/** @param {string} key @returns {Record<string, string>} */
const headers = (key) => (key ? { authorization: `Bearer ${key}` } : {});

async function reached(/** @type {Promise<Response>} */ asking) {
  try { return await asking; } catch (e) {
    if (e instanceof DOMException && e.name === 'AbortError') throw e;
    throw new ApiFailure({ status: 0, code: 'unreachable', message: String(e instanceof Error ? e.message : e) });
  }
}

/** @param {Response} response @param {any} data */
const refusal = (response, data) => new ApiFailure({ status: response.status, code: data?.error?.code ?? `http_${response.status}`, message: data?.error?.message ?? (response.statusText || `HTTP ${response.status}`),
  param: data?.error?.param, id: response.headers.get('x-request-id'), retryAfter: Number(response.headers.get('retry-after')) || null });

/**
 * Sends the call and fills the answer; never throws. @param {Answer} answer @param {string} key @param {AbortSignal} signal @param {() => void} changed something new to show
 */
export async function ask(answer, key, signal, changed) {
  const begun = performance.now();
  const ms = () => performance.now() - begun;
  const keep = (text) => {
    answer.raw += text.length;
    if (answer.raw < MOST_RAW) answer.events.push(`+${Math.round(ms())} ms\n${text}`);
  };
  try {
    const response = await reached(fetch(PATH, { method: 'POST', headers: { 'content-type': 'application/json', ...headers(key) }, credentials: 'omit', signal, body: JSON.stringify(answer.body) }));
    answer.status = response.status;
    answer.headers = [...response.headers];
    answer.id = response.headers.get('x-request-id');
    if (response.ok && response.body && (response.headers.get('content-type') ?? '').includes('event-stream')) {
      answer.state = 'streaming';
      await readEvents(response.body, ({ data, raw }) => {
        keep(raw);
        if (data && data !== '[DONE]') { take(answer, JSON.parse(data), ms); changed(); }
      });
    } else {
      const text = await response.text();
      keep(text);
      let data = null;
      try { data = JSON.parse(text); } catch { /* said below: an answer that is no JSON */ }
      if (!response.ok) throw refusal(response, data);
      if (!data) throw new ApiFailure({ status: response.status, code: 'no_json', message: text.slice(0, 300), id: answer.id });
      whole(answer, data);
    }
    answer.state = answer.failure ? 'failed' : 'done';
  } catch (e) {
    const stopped = e instanceof DOMException && e.name === 'AbortError';
    answer.state = stopped ? 'stopped' : 'failed';
    if (!stopped) answer.failure = e;
  }
  answer.total = ms();
  changed();
}

/** A chunk of a stream. */
function take(/** @type {Answer} */ answer, /** @type {any} */ chunk, /** @type {() => number} */ ms) {
  if (chunk.error) answer.failure = new ApiFailure({ status: Number(answer.status), code: chunk.error.code ?? 'stream', message: chunk.error.message ?? '', id: answer.id });
  if (chunk.usage) answer.usage = chunk.usage;
  const choice = chunk.choices?.find((/** @type {any} */ one) => !one.index);
  if (!choice) return;
  const { content, reasoning_content: thought = choice.delta?.reasoning, tool_calls: calls } = choice.delta ?? {};
  if (answer.first === null && (content || thought || calls?.length)) answer.first = ms();
  if (typeof content === 'string') answer.text += content;
  if (typeof thought === 'string') answer.reasoning += thought;
  for (const part of calls ?? []) {
    const call = (answer.tools[part.index ?? 0] ??= { id: '', name: '', arguments: '' });
    if (part.id) call.id = part.id;
    if (part.function?.name) call.name += part.function.name;
    call.arguments += part.function?.arguments ?? '';
  }
  if (choice.finish_reason) answer.finish = choice.finish_reason;
}

/** An answer in one piece. */
function whole(/** @type {Answer} */ answer, /** @type {any} */ data) {
  const choice = data.choices?.[0];
  const { content, reasoning_content: thought, refusal: no, tool_calls: calls } = choice?.message ?? {};
  answer.text = typeof content === 'string' ? content : no ?? '';
  answer.reasoning = thought ?? '';
  answer.tools = (calls ?? []).map((/** @type {any} */ call) => ({ id: call.id, name: call.function?.name ?? '', arguments: call.function?.arguments ?? '' }));
  answer.finish = choice?.finish_reason ?? null;
  answer.usage = data.usage ?? null;
}

/** What the ledger says a call cost: it is written a moment after the answer. @param {Answer} answer */
export async function cost(answer) {
  for (let turn = 0; answer.id && turn < 6; turn++) {
    await new Promise((done) => setTimeout(done, 700 + turn * 300));
    try {
      const { record } = await get(`/calls/${encodeURIComponent(answer.id)}`);
      /** @type {Record<string, number>} */ const sums = {};
      for (const charge of record.charges ?? []) if (charge.cost_micro !== undefined) sums[charge.currency] = (sums[charge.currency] ?? 0) + charge.cost_micro;
      answer.cost = Object.entries(sums);
      return;
    } catch (e) { if (/** @type {any} */ (e).status !== 404) return; }
  }
}

/** Tokens a second after the first, or over all where they came in one piece. @param {Answer} answer */
export function speed({ usage, first, total }) {
  const out = usage?.completion_tokens;
  const after = (total ?? 0) - (first ?? 0);
  const time = after < 50 ? total : after;
  return out && time ? (out / time) * 1000 : null;
}

/** The call as a line for a shell; the key stays a variable. @param {any} body */
export const curl = (body) => `curl ${location.origin}${PATH} \\\n  -H "Authorization: Bearer $SLUICE_KEY" \\\n  -H 'Content-Type: application/json' \\\n  -d '${JSON.stringify(body, null, 2).replaceAll("'", `'\\''`)}'`;
