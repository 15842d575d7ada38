/** What the log shows, as it stands in the address: a link restores it. */

/** The choices of "the last …", in minutes. */
export const LAST = [15, 60, 360, 1440, 10080, 43200];
const USUAL = 1440;
/** What a value can be given for, in the order of the page. */
export const VALUES = ['model', 'provider', 'deployment', 'key', 'team', 'status'];
/** All that belongs to a filter; `before` is the page. */
const ALL = [...VALUES, 'failed', 'stream', 'text', 'last', 'from', 'to', 'before'];

/** @typedef {Record<string, string>} Filters */
/** @param {URLSearchParams} query @returns {Filters} */
export function read(query) {
  /** @type {Filters} */ const found = {};
  for (const name of ALL) {
    const value = query.get(name);
    if (value) found[name] = value;
  }
  return found;
}

/** A moment of an address: ISO 8601, or milliseconds. @param {string} text @returns {number} NaN if it is none */
const moment = (text) => (/^\d{12,}$/.test(text) ? Number(text) : Date.parse(text));

/** The minutes back from now, or 0 where moments are stated. @param {Filters} filters */
export const minutes = (filters) => (filters.from || filters.to ? 0 : Number(filters.last) || USUAL);

/** First and last moment in ms; a date as `to` counts as a whole. @param {Filters} filters @param {number} [now] */
export function span(filters, now = Date.now()) {
  const back = minutes(filters);
  if (back) return { from: now - back * 60000, to: now };
  const end = filters.to ? moment(filters.to) + (/^\d{4}-\d\d-\d\d$/.test(filters.to) ? 86400000 : 0) : now;
  const to = Number.isNaN(end) ? now : end;
  const begin = filters.from ? moment(filters.from) : NaN;
  return { from: Number.isNaN(begin) ? to - USUAL * 60000 : begin, to };
}

/** Whether new calls can still come into what is shown. @param {Filters} filters */
export const open = (filters) => !filters.before && !filters.to;

/** The question to the server. @param {Filters} filters */
export function asked(filters) {
  const { last: _, before, from: __, to, ...rest } = filters;
  const { from, to: end } = span(filters);
  return { ...rest, from: new Date(from).toISOString(), to: to ? new Date(end).toISOString() : '', before };
}

/** A moment as an input of type datetime-local has it, in local time. @param {number} ms */
export const local = (ms) => new Date(ms - new Date(ms).getTimezoneOffset() * 60000).toISOString().slice(0, 16);
