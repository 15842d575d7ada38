/** What a price says, in the words of the configuration. */

/** Words of a price: per million tokens; then a piece, a minute, a million characters. */
export const TOKENS = ['input', 'cached_input', 'cache_write', 'output', 'reasoning', 'thinking_output', 'audio_input', 'audio_output', 'image_input'];
export const PIECES = ['per_request', 'per_image', 'per_audio_minute', 'per_million_characters'];
export const RATES = [...TOKENS, ...PIECES];

/** Decimal text as millionths. @param {string|undefined} text */
export const micro = (text) => (text === undefined ? undefined : Math.round(Number(text) * 1e6));

/** Whether somebody here stated it: shipped prices have a source. @param {any} price */
export const own = (price) => !price.source;

/** What a price is for, as it was stated. @param {any} price */
export const scope = (price) => price.provider ?? price.vendor ?? '*';

/** A price of the same thing, of whatever day. @param {any} one @param {any} other */
export const same = (one, other) => one.model === other.model && one.provider === other.provider && one.vendor === other.vendor && one.hours === other.hours;

/** @typedef {Record<string, string>} Draft */
/** What is wrong with a draft, by member: keys of texts. @param {Draft} draft @returns {Record<string, string>} */
export function wrong(draft) {
  /** @type {Record<string, string>} */ const found = {};
  if (!draft.model.trim()) found.model = 'must';
  if (!/^\d{4}-\d\d-\d\d$/.test(draft.from)) found.from = 'must';
  for (const name of RATES) if (draft[name] && !/^\d+(\.\d{1,6})?$/.test(draft[name])) found[name] = 'number';
  if (!RATES.some((name) => draft[name])) found.input = 'some';
  return found;
}

/** The members of a draft as an item of `prices`. @param {Draft} draft */
export function item(draft) {
  const [kind, id] = draft.scope.split(/:(.*)/);
  return { ...(kind === 'any' ? {} : { [kind]: id }), model: draft.model.trim(), from: draft.from, currency: draft.currency,
    ...Object.fromEntries(RATES.filter((name) => draft[name]).map((name) => [name, Number(draft[name])])) };
}

const scalar = (value) => (typeof value === 'number' || /^[A-Za-z][\w.-]*$|^\d{4}-\d\d-\d\d$/.test(value) ? String(value) : JSON.stringify(value));

/** The item as a line of sluice.yaml. @param {Record<string, any>} of */
export const yaml = (of) => `prices:\n  - {${Object.entries(of).map(([name, value]) => `${name}: ${scalar(value)}`).join(', ')}}`;
