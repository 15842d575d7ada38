/** The log's filters: search, range, result, and the values of a call. */
import { get } from '../../lib/api.js';
import { html, useEffect, useId, useRef, useState } from '../../lib/html.js';
import { setQuery } from '../../lib/router.js';
import { t, when } from '../../lib/text.js';
import { Button, Icon, Input, Search, Select } from '../../ui/ui.js';

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

const PAUSE = 400;

/** A text that is being written, and commit for when the hand has rested: a question to the server for every letter would be too many. */
function useTyped(value, commit) {
  const [text, set] = useState(value), timer = useRef(/** @type {any} */ (0)), sent = useRef(value);
  useEffect(() => { if (value !== sent.current) { sent.current = value; set(value); } }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return [text, (to) => {
    set(to);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => { sent.current = to.trim(); commit(to.trim()); }, PAUSE);
  }];
}

const change = (name, value) => setQuery({ [name]: value, before: '' });

/** @param {{filters: import('./filters.js').Filters}} props */
export function Filters({ filters }) {
  const [shown, show] = useState(false), id = useId();
  const [text, type] = useTyped(filters.text ?? '', (value) => change('text', value));
  const set = VALUES.filter((name) => filters[name]), count = set.length + (filters.stream ? 1 : 0);
  return html`<div class="log-filters">
    <div class="toolbar"><${Search} value=${text} onInput=${type} label=${t('log.search')} placeholder=${t('log.search.what')} />
      <${Range} filters=${filters} />
      <${Select} hideLabel label=${t('log.result')} value=${filters.failed ?? ''} onInput=${(value) => change('failed', value)}
        options=${[{ value: '', label: t('log.result.all') }, { value: 'true', label: t('log.result.failed') }]} />
      <${Button} icon=${shown ? 'up' : 'down'} aria-expanded=${shown ? 'true' : 'false'} aria-controls=${id} onClick=${() => show(!shown)}>${count ? t('log.filters.n', { n: count }) : t('log.filters')}</${Button}></div>
    <div id=${id} class="log-values" hidden=${!shown}>${shown && html`<${Values} filters=${filters} />`}</div>
    ${count > 0 && html`<ul class="log-chips" aria-label=${t('log.filters')}>${[...set, ...(filters.stream ? ['stream'] : [])].map((name) => html`
      <li key=${name}><button type="button" class="log-chip" title=${t('log.remove')} onClick=${() => change(name, '')}><span class="quiet">${t(`log.${name}`)}</span> ${name === 'stream' ? t(`log.stream.${filters.stream}`) : filters[name]}<${Icon} name="close" size=${12} /><span class="sr">${t('log.remove')}</span></button></li>`)}</ul>`}
  </div>`;
}

function Range({ filters }) {
  const back = minutes(filters), { from, to } = span(filters);
  const options = [...LAST.map((m) => ({ value: String(m), label: t(`log.last.${m}`) })), { value: 'own', label: t('log.last.own') }];
  if (back && !LAST.includes(back)) options.unshift({ value: String(back), label: t('log.last.minutes', { n: back }) });
  const choose = (value) => setQuery(value === 'own' ? { last: '', before: '', from: new Date(from).toISOString(), to: new Date(to).toISOString() } : { last: value === '1440' ? '' : value, from: '', to: '', before: '' });
  const moment = (name, value) => { const ms = Date.parse(value); if (!Number.isNaN(ms)) change(name, new Date(ms).toISOString()); };
  return html`<${Select} hideLabel label=${t('log.range')} value=${back ? String(back) : 'own'} onInput=${choose} options=${options} />
    ${!back && html`<${Input} hideLabel label=${t('log.from')} title=${when(from)} type="datetime-local" value=${local(from)} onInput=${(v) => moment('from', v)} />
      <${Input} hideLabel label=${t('log.to')} title=${when(to)} type="datetime-local" value=${local(to)} onInput=${(v) => moment('to', v)} />`}`;
}

/** Names that were used lately, by kind; asked once, when somebody opens the filters. @type {Record<string, Promise<string[]>>} */
const known = {};
const names = (kind) => (known[kind] ??= get('/usage', { by: kind }).then((found) => found.usage.sort((a, b) => b.calls - a.calls).map((one) => one[kind]).filter(Boolean).slice(0, 200)).catch(() => []));

const Values = ({ filters }) => html`${VALUES.map((name) => html`<${Value} key=${name} name=${name} value=${filters[name] ?? ''} />`)}
  <${Select} label=${t('log.stream')} value=${filters.stream ?? ''} onInput=${(value) => change('stream', value)}
    options=${[{ value: '', label: t('log.stream.any') }, { value: 'true', label: t('log.stream.true') }, { value: 'false', label: t('log.stream.false') }]} />`;

function Value({ name, value }) {
  const [text, type] = useTyped(value, (to) => change(name, to)), id = useId();
  const [list, got] = useState(/** @type {string[]} */ ([]));
  useEffect(() => { if (name !== 'status') names(name).then(got); }, [name]);
  return html`<div><${Input} label=${t(`log.${name}`)} value=${text} onInput=${type} list=${id} placeholder=${name === 'status' ? '429, 5xx' : t('log.any')} />
    <datalist id=${id}>${list.map((one) => html`<option key=${one} value=${one} />`)}</datalist></div>`;
}
