/** From the form to a request and back: nothing here draws or asks. */

/** Members with a field of their own, and how their text becomes a value. */
export const FIELDS = /** @type {Record<string, 'number'|'words'|'text'>} */ ({ temperature: 'number', top_p: 'number', max_tokens: 'number', frequency_penalty: 'number', presence_penalty: 'number', seed: 'number', stop: 'words', reasoning_effort: 'text' });

/**
 * @typedef {{url: string, name: string}} Picture
 * @typedef {{id: number, text: string, pictures: Picture[], results?: {lane: number, of: {id: string, content: string}[]}, answers: (import('./chat.js').Answer|undefined)[]}} Turn
 * results: what tools gave, instead of something said; for one lane.
 * @typedef {{system: string, stream: boolean, fields: Record<string, string>, tools: string, others: string}} Settings
 */

/** @returns {Settings} */
export const settings = () => ({ system: '', stream: true, fields: {}, tools: '', others: '' });

/** @param {string} text @param {(value: any) => boolean} fits @returns {{value?: any, wrong?: boolean}} nothing where there is no text */
function json(text, fits) {
  if (!text.trim()) return {};
  try {
    const value = JSON.parse(text);
    return fits(value) ? { value } : { wrong: true };
  } catch { return { wrong: true }; }
}

/** @param {Settings} form @returns {{tools?: any, others?: any, wrong: {tools?: boolean, others?: boolean}}} */
export function extras(form) {
  const tools = json(form.tools, Array.isArray), others = json(form.others, (v) => v && typeof v === 'object' && !Array.isArray(v));
  return { tools: tools.value, others: others.value, wrong: { ...(tools.wrong && { tools: true }), ...(others.wrong && { others: true }) } };
}

/** What was said in one lane, as messages. @param {Settings} form @param {Turn[]} turns @param {number} lane */
function messages(form, turns, lane) {
  /** @type {any[]} */ const all = form.system.trim() ? [{ role: 'system', content: form.system }] : [];
  for (const turn of turns) {
    if (turn.results && turn.results.lane !== lane) continue;
    if (turn.results) all.push(...turn.results.of.map((one) => ({ role: 'tool', tool_call_id: one.id, content: one.content })));
    else all.push({ role: 'user', content: turn.pictures.length ? [...(turn.text ? [{ type: 'text', text: turn.text }] : []), ...turn.pictures.map((one) => ({ type: 'image_url', image_url: { url: one.url } }))] : turn.text });
    const answer = turn.answers[lane];
    if (answer && (answer.text || answer.tools.length)) {
      all.push({ role: 'assistant', content: answer.text || null, ...(answer.tools.length && { tool_calls: answer.tools.map((call) => ({ id: call.id, type: 'function', function: { name: call.name, arguments: call.arguments } })) }) });
    }
  }
  return all;
}

/** The request of one lane. @param {Settings} form @param {Turn[]} turns @param {number} lane @param {string} model */
export function bodyOf(form, turns, lane, model) {
  const { tools, others } = extras(form);
  /** @type {Record<string, any>} */ const body = { model, messages: messages(form, turns, lane) };
  for (const [name, kind] of Object.entries(FIELDS)) {
    const text = (form.fields[name] ?? '').trim();
    if (text) body[name] = kind === 'number' ? Number(text) : kind === 'words' ? text.split(',').map((one) => one.trim()).filter(Boolean) : text;
  }
  if (tools?.length) body.tools = tools;
  if (form.stream) Object.assign(body, { stream: true, stream_options: { include_usage: true } });
  return { ...body, ...others };
}

/**
 * A logged request in the form again; the last thing said waits to be sent. Pictures are not kept in logs.
 * @param {any} body @returns {{model: string, form: Settings, turns: Turn[], draft: string, lost: boolean}}
 */
export function fromLogged(body) {
  const { model, messages: said = [], stream, stream_options: _, tools, ...rest } = body;
  const form = { ...settings(), stream: Boolean(stream), tools: tools ? JSON.stringify(tools, null, 2) : '' };
  for (const name of Object.keys(FIELDS)) {
    if (rest[name] !== undefined && rest[name] !== null) form.fields[name] = [rest[name]].flat().join(', ');
    delete rest[name];
  }
  form.others = Object.keys(rest).length ? JSON.stringify(rest, null, 2) : '';
  let lost = false;
  const words = (/** @type {any} */ content) => (Array.isArray(content) ? content.map((part) => { if (part.type !== 'text') lost = true; return part.text ?? ''; }).filter(Boolean).join('\n') : content ?? '');
  /** @type {Turn[]} */ const turns = [];
  for (const message of said) {
    const text = words(message.content), last = turns[turns.length - 1];
    if (message.role === 'system' || message.role === 'developer') form.system = [form.system, text].filter(Boolean).join('\n\n');
    else if (message.role === 'tool') {
      if (last?.results && !last.answers[0]) last.results.of.push({ id: message.tool_call_id, content: text });
      else turns.push({ id: turns.length, text: '', pictures: [], results: { lane: 0, of: [{ id: message.tool_call_id, content: text }] }, answers: [] });
    } else if (message.role === 'assistant') {
      if (last) last.answers[0] = logged(model, text, message.tool_calls ?? []);
    } else turns.push({ id: turns.length, text, pictures: [], answers: [] });
  }
  const last = turns[turns.length - 1];
  const draft = last && !last.results && !last.answers[0] ? (turns.pop(), last.text) : '';
  return { model: model ?? '', form, turns, draft, lost };
}

/** @returns {import('./chat.js').Answer} an answer that was given before, of which only the words are known */
const logged = (/** @type {string} */ model, /** @type {string} */ text, /** @type {any[]} */ calls) => ({ model, state: 'done', text, reasoning: '', finish: null, usage: null, first: null, total: null, failure: null, id: null, cost: null,
  tools: calls.map((call) => ({ id: call.id, name: call.function?.name ?? '', arguments: call.function?.arguments ?? '' })), body: null, status: null, headers: [], events: [], raw: 0 });
