/** Single calls as they come: filters in the address, a histogram, a table, and one call at the side. */
import { html, useEffect, useMemo, useRef, useState } from '../../lib/html.js';
import { t, when } from '../../lib/text.js';
import { queryText } from '../../lib/api.js';
import { go, setQuery } from '../../lib/router.js';
import { Button, Chart, Empty, LinkButton, Page, Pager, Problem, Section, Table } from '../../ui/ui.js';
import { callColumns } from './record.js';
import { asked, Filters, minutes, open, read, VALUES } from './filters.js';
import { Sheet } from './sheet.js';
import { useHistogram, useTail } from './tail.js';

const path = (id) => (id ? `/log/${encodeURIComponent(id)}` : '/log') + location.search;

function Log({ rest, query }) {
  const filters = useMemo(() => read(query), [query.toString()]);
  const [paused, pause] = useState(false);
  const live = open(filters), running = live && !paused;
  const { rows, next, failure, reload } = useTail(filters, running);
  const id = decodeURIComponent(rest), last = useRef('');
  useEffect(() => {
    // The sheet has gone: the keyboard goes on where it was, also if it was another row meanwhile.
    if (!id && last.current) /** @type {HTMLElement|null|undefined} */ (document.querySelector(`[data-call="${CSS.escape(last.current)}"]`)?.closest('button'))?.focus();
    last.current = id;
  }, [id]);
  const at = rows?.findIndex((row) => row.record.id === id) ?? -1;
  const neighbour = (step) => {
    const row = at < 0 ? undefined : rows?.[at + step];
    return row && (() => go(path(row.record.id), { replace: true }));
  };
  return html`<${Page} title=${t('log.title')} about=${t('log.about')} actions=${html`<${Exports} filters=${filters} />
      <${Button} icon=${running ? 'pause' : 'playground'} kind=${running ? 'plain' : 'primary'} onClick=${() => (live ? pause(!paused) : setQuery({ before: '', from: '', to: '' }))}>${t(running ? 'log.pause' : live ? 'log.resume' : 'log.toNewest')}</${Button}>`}>
    <${Filters} filters=${filters} />
    ${failure && html`<${Problem} failure=${failure} retry=${reload} />`}
    ${(rows || !failure) && html`<${Section} class="log-calls">${(rows?.length > 0 || filters.before) && html`<${Histogram} ...${{ filters, running }} />`}<${Calls} ...${{ rows, filters, id, next, running }} /></${Section}>`}
    ${id && html`<${Sheet} id=${id} known=${rows?.[at]?.record} onClose=${() => go(path(''), { replace: true })} onUp=${neighbour(-1)} onDown=${neighbour(1)} />`}
  </${Page}>`;
}

function Histogram({ filters, running }) {
  const bars = useHistogram(filters, running);
  const series = useMemo(() => bars && [{ label: t('log.calls'), values: bars.calls, kind: 'bars' }, { label: t('log.failed'), values: bars.failed, kind: 'bars', colour: 'bad' }], [bars]);
  return bars && series && bars.times.length > 1 && html`<${Chart} title=${bars.since ? t('log.histogram.since', { time: when(bars.since) }) : t('log.histogram')} height=${110} times=${bars.times} series=${series}
    onRange=${(from, to) => setQuery({ from: new Date(from).toISOString(), to: new Date(to).toISOString(), last: '', before: '' }, { replace: false })} />`;
}

/** Links to the same calls as a file. A file has at most 10,000 calls. */
function Exports({ filters }) {
  const address = (format) => `/admin/api/calls${queryText({ ...asked(filters), format })}`;
  return ['csv', 'ndjson'].map((format) => html`<${LinkButton} key=${format} kind="quiet" icon="download" href=${address(format)} download="calls.${format}" title=${t('log.export.most')}>${format === 'csv' ? 'CSV' : 'JSON'}</${LinkButton}>`);
}

function Calls({ rows, filters, id, next, running }) {
  const before = useRef(/** @type {string[]} */ ([]));
  const columns = useMemo(() => callColumns(rows), [rows]);
  const page = (to) => setQuery({ before: to }, { replace: false });
  const back = filters.before && (() => page(before.current.pop() ?? ''));
  const on = next && (() => { before.current.push(filters.before ?? ''); page(next); scrollTo({ top: 0 }); });
  return html`<${Table} label=${t('log.title')} rows=${rows} rowKey=${(row) => row.record.id} selected=${id} columns=${columns}
      onRow=${(row) => go(path(row.record.id))} rowLabel=${(row) => t('log.open', { time: when(row.record.begun, 'time'), model: row.record.model ?? row.record.path, status: String(row.record.status) })}
      empty=${next ? html`<${Empty} icon="search" title=${t('log.goOn')} action=${html`<${Button} kind="primary" onClick=${on}>${t('log.goOn.do')}</${Button}>`}>${t('log.goOn.why')}</${Empty}>` : html`<${None} filters=${filters} />`} />
    ${rows && (rows.length > 0 || next || back) && html`<${Pager} onBack=${back || null} onNext=${on || null} text=${t(running ? 'log.rows.live' : 'log.rows', { n: rows.length })} />`}`;
}

function None({ filters }) {
  const narrow = [...VALUES, 'failed', 'stream', 'text'].filter((name) => filters[name]);
  if (narrow.length) return html`<${Empty} icon="search" title=${t('log.noneFits')} action=${html`<${Button} onClick=${() => setQuery(Object.fromEntries(narrow.map((name) => [name, ''])))}>${t('log.clear')}</${Button}>`}>${t('log.noneFits.next')}</${Empty}>`;
  const wider = minutes(filters) < 43200;
  return html`<${Empty} icon="log" title=${t('log.none')} action=${html`${wider && html`<${Button} onClick=${() => setQuery({ last: 43200, from: '', to: '', before: '' })}>${t('log.wider')}</${Button}>`}
    <${LinkButton} to="/clients">${t('ui.nav.clients')}</${LinkButton}><${LinkButton} to="/playground">${t('ui.nav.playground')}</${LinkButton}>`}>${t('log.none.next')}</${Empty}>`;
}

export default Log;
