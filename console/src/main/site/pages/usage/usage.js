/** Sums of calls, tokens and cost: who, what, when, against the time before, and down to single calls. */
import { html, useMemo } from '../../lib/html.js';
import { money, number, percent, t } from '../../lib/text.js';
import { queryText } from '../../lib/api.js';
import { useLoad } from '../../lib/load.js';
import { go, setQuery } from '../../lib/router.js';
import { may } from '../../lib/session.js';
import { Button, Check, Empty, Icon, Input, LinkButton, Page, Problem, Section, Select, Skeleton, Stat, toast } from '../../ui/ui.js';
import { words } from './amounts.js';
import { Lines, Stack } from './lines.js';
import { deeper, DIMENSIONS, logAddress, measured, nothing, period, RANGES, sums, VALUES } from './sums.js';

const PARTS = 5;

function Usage({ query }) {
  const by = DIMENSIONS.includes(query.get('by') ?? '') ? query.get('by') : 'model';
  const of = useMemo(() => period(query), [query.toString()]);
  const compare = query.get('compare') === '1';
  const unit = of.days <= 2 || by === 'hour' ? 'hour' : 'day', timed = by === 'day' || by === 'hour';
  const ask = (more) => (signal) => sums({ query, by, from: of.from, to: of.to, signal, ...more });
  const id = query.toString();
  const { data, failure, reload } = useLoad(ask({}), [id]);
  const over = useLoad(ask({ unit }), [id]);
  const earlier = useLoad((signal) => (compare ? ask(of.before)(signal) : Promise.resolve(null)), [id]);
  const fresh = data && { ...data, before: earlier.data ?? null };
  const down = (value) => {
    if (!value && !timed) { toast(t('usage.cannot', { what: t(`usage.by.${by}`) }), { kind: 'info' }); return; }
    const to = deeper(by, value, query); if (to) setQuery(to, { replace: false });
    else go(logAddress(by, value, query, of));
  };
  return html`<${Page} title=${t('usage.title')} about=${t('usage.about')} actions=${html`<${Exports} ...${{ query, by, of }} />`}>
    <${Choices} ...${{ query, by, of, compare }} />
    ${failure && html`<${Problem} failure=${failure} retry=${reload} />`}
    ${fresh ? fresh.total.calls || fresh.before?.total.calls ? html`<${Totals} total=${fresh.total} before=${fresh.before?.total} />
        ${over.data ? html`<${OverTime} ...${{ query, by, of, unit, timed, over: over.data, total: fresh.total }} />`
          : html`<${Section}>${over.failure ? html`<${Problem} failure=${over.failure} retry=${over.reload} />` : html`<${Skeleton} height=${200} />`}</${Section}>`}
        <${Section}><${Lines} ...${{ by, data: fresh, query, of, down }} /></${Section}>` : html`<${None} query=${query} />`
      : !failure && html`<${Skeleton} lines=${8} />`}
  </${Page}>`;
}

function Exports({ query, by, of }) {
  const only = Object.fromEntries(VALUES.filter((name) => name !== 'owner').map((name) => [name, query.get(name)]));
  return ['csv', 'json'].map((format) => html`<${LinkButton} key=${format} kind="quiet" icon="download" download="usage.${format}"
    href=${`/admin/api/usage${queryText({ by: by === 'owner' ? 'key' : by, ...only, from: of.from, to: of.to, format })}`}>${format.toUpperCase()}</${LinkButton}>`);
}

function Choices({ query, by, of, compare }) {
  const filters = VALUES.filter((name) => query.get(name));
  const range = (to) => setQuery({ range: to === '30' ? '' : to, from: to === 'own' ? of.from : '', to: to === 'own' ? of.to : '' });
  return html`<div class="stack"><div class="toolbar">
      <${Select} label=${t('usage.by')} value=${by} onInput=${(to) => setQuery({ by: to === 'model' ? '' : to })} options=${DIMENSIONS.map((d) => ({ value: d, label: t(`usage.by.${d}`) }))} />
      <${Select} label=${t('usage.range')} value=${of.range} onInput=${range} options=${RANGES.map((r) => ({ value: r, label: t(`usage.range.${r}`) }))} />
      ${of.range === 'own' && ['from', 'to'].map((name) => html`<${Input} key=${name} type="date" label=${t(`usage.${name}`)} value=${of[name]} onInput=${(value) => value && setQuery({ [name]: value })} />`)}
      <${Check} label=${t('usage.compare')} checked=${compare} onChange=${(on) => setQuery({ compare: on ? '1' : '' })} />
    </div>
    ${filters.length > 0 && html`<ul class="usage-chips" aria-label=${t('usage.only')}>${filters.map((name) => html`<li key=${name}>
      <button type="button" class="usage-chip" title=${t('usage.remove')} onClick=${() => setQuery({ [name]: '', by: name === by ? by : name }, { replace: false })}><span class="quiet">${t(`usage.by.${name}`)}</span> ${query.get(name)}<${Icon} name="close" size=${12} /><span class="sr">${t('usage.remove')}</span></button></li>`)}</ul>`}
  </div>`;
}

/** How much more or less than before, as words. @param {number} now @param {number|undefined} before */
export const change = (now, before) => (before === undefined ? null : before ? t('usage.than', { change: `${now >= before ? '+' : ''}${percent((now - before) / before, 0)}` }) : now ? t('usage.noneBefore') : null);

function Totals({ total, before }) {
  const tokens = (sum) => sum && sum.input_tokens + sum.output_tokens;
  const currencies = Object.keys({ ...total.cost, ...before?.cost }).sort().reverse();
  return html`<div class="stats">
    <${Stat} label=${t('usage.calls')} value=${number(total.calls, { compact: true })} before=${change(total.calls, before?.calls)} />
    <${Stat} label=${t('usage.failed')} value=${percent(total.calls ? total.failed / total.calls : 0)} before=${number(total.failed)} />
    <${Stat} label=${t('usage.tokens')} value=${number(tokens(total), { compact: true })} before=${change(tokens(total), tokens(before))} />
    ${(currencies.length ? currencies : ['USD']).map((c) => html`<${Stat} key=${c} label=${t('usage.cost.in', { currency: c })} value=${money(total.cost[c] ?? 0, c)} before=${before && change(total.cost[c] ?? 0, before.cost[c] ?? 0)} />`)}
    ${Object.values(total.lost).some(Boolean) && html`<${Stat} label=${html`<span title=${t('usage.lost.why')}>${t('usage.lost')}</span>`} value=${words(total.lost)} before=${t('usage.lost.why')} />`}
    ${total.unpriced > 0 && html`<${Stat} label=${t('usage.unpriced')} value=${number(total.unpriced, { compact: true })} before=${may('viewer') ? html`<a href="/console/prices">${t('usage.unpriced.why')}</a>` : t('usage.unpriced.why')} />`}
    ${total.estimated > 0 && html`<${Stat} label=${t('usage.estimated')} value=${number(total.estimated, { compact: true })} before=${t('usage.estimated.why')} />`}
  </div>`;
}

/** All moments of the time asked for, also those without calls. */
function moments(of, unit) {
  const step = unit === 'hour' ? 3600000 : 86400000, all = [];
  const end = Math.min(Date.parse(of.to) + 86400000, Date.now());
  for (let at = Date.parse(of.from); at < end && all.length < 1000; at += step) all.push(unit === 'hour' ? new Date(at).toISOString().replace('.000Z', 'Z') : new Date(at).toISOString().slice(0, 10));
  return all;
}

function OverTime({ query, by, of, unit, timed, over, total }) {
  const measures = [...Object.keys(total.cost).sort().reverse(), 'calls', 'tokens'];
  const measure = measures.includes(query.get('measure') ?? '') ? /** @type {string} */ (query.get('measure')) : measures[0];
  const { times, parts } = useMemo(() => {
    const found = moments(of, unit);
    const at = (name) => found.map((time) => { const map = over.units.get(time); return map ? measured(timed ? [...map.values()][0] : map.get(name) ?? nothing(name), measure) : 0; });
    if (timed) return { times: found, parts: [{ label: t(`usage.measure.${measure}`), values: at('') }] };
    const names = [...over.lines.values()].filter((sum) => measured(sum, measure) > 0).sort((a, b) => measured(b, measure) - measured(a, measure)).map((sum) => sum.name);
    const first = names.slice(0, PARTS).map((name) => ({ label: name || t('usage.none'), values: at(name) }));
    const others = names.slice(PARTS).map(at);
    return { times: found, parts: others.length ? [...first, { label: t('usage.others', { n: others.length }), values: found.map((_, i) => others.reduce((all, one) => all + one[i], 0)) }] : first };
  }, [over, measure, of]);
  const format = (n) => (measure === 'calls' || measure === 'tokens' ? number(n, { compact: true }) : money(n, measure));
  const title = t(`usage.over.${unit}`);
  return html`<${Section} title=${title} actions=${html`<${Select} hideLabel label=${t('usage.measure')} value=${measure} onInput=${(to) => setQuery({ measure: to })} options=${measures.map((m) => ({ value: m, label: t(`usage.measure.${m}`) }))} />`}>
    <${Stack} title=${title} times=${times} parts=${parts} hours=${unit === 'hour'} format=${format} onPick=${unit === 'day' ? (time) => setQuery({ range: 'own', from: time, to: time }, { replace: false }) : undefined} /></${Section}>`;
}

function None({ query }) {
  const set = VALUES.filter((name) => query.get(name));
  if (set.length) return html`<${Empty} icon="search" title=${t('usage.noneFits')} action=${html`<${Button} onClick=${() => setQuery(Object.fromEntries(set.map((name) => [name, ''])))}>${t('usage.clear')}</${Button}>`}>${t('usage.noneFits.next')}</${Empty}>`;
  return html`<${Empty} icon="usage" title=${t('usage.nothing')} action=${html`<${LinkButton} to="/clients">${t('ui.nav.clients')}</${LinkButton}><${LinkButton} to="/playground">${t('ui.nav.playground')}</${LinkButton}>`}>${t('usage.nothing.next')}</${Empty}>`;
}

export default Usage;
