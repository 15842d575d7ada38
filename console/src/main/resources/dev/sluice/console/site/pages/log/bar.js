/** The log's filters: search, range, result, and the values of a call. */
import { html, useEffect, useId, useRef, useState } from '../../lib/html.js';
import { t, when } from '../../lib/text.js';
import { get } from '../../lib/api.js';
import { setQuery } from '../../lib/router.js';
import { Button, Icon, Input, Search, Select } from '../../ui/ui.js';
import { LAST, local, minutes, span, VALUES } from './filters.js';

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

/** Whether this gateway can tell streamed calls apart. @type {Promise<boolean>|undefined} */
let streams;
const asksStream = () => (streams ??= get('/openapi.json').then(({ paths }) => !!paths['/calls']?.get.parameters?.some((one) => one.name === 'stream')).catch(() => false));

function Values({ filters }) {
  const [stream, can] = useState(!!filters.stream);
  useEffect(() => { asksStream().then((yes) => yes && can(true)); }, []);
  return html`${VALUES.map((name) => html`<${Value} key=${name} name=${name} value=${filters[name] ?? ''} />`)}
    ${stream && html`<${Select} label=${t('log.stream')} value=${filters.stream ?? ''} onInput=${(value) => change('stream', value)}
      options=${[{ value: '', label: t('log.stream.any') }, { value: 'true', label: t('log.stream.true') }, { value: 'false', label: t('log.stream.false') }]} />`}`;
}

function Value({ name, value }) {
  const [text, type] = useTyped(value, (to) => change(name, to)), id = useId();
  const [list, got] = useState(/** @type {string[]} */ ([]));
  useEffect(() => { if (name !== 'status') names(name).then(got); }, [name]);
  return html`<div><${Input} label=${t(`log.${name}`)} value=${text} onInput=${type} list=${id} placeholder=${name === 'status' ? '429, 5xx' : t('log.any')} />
    <datalist id=${id}>${list.map((one) => html`<option key=${one} value=${one} />`)}</datalist></div>`;
}
