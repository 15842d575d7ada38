/** What the gateway does now, against yesterday; the health of deployments; what was changed. */
import { html, useMemo } from '../../lib/html.js';
import { duration, money, number, percent, t } from '../../lib/text.js';
import { get } from '../../lib/api.js';
import { useLoad } from '../../lib/load.js';
import { place, setQuery } from '../../lib/router.js';
import { may } from '../../lib/session.js';
import { Badge, Chart, Empty, LinkButton, Page, Problem, Section, Select, Skeleton, Stat, Table, When } from '../../ui/ui.js';

const STATES = { ready: 'ok', closed: 'ok', probing: 'warn', half_open: 'warn', resting: 'bad', open: 'bad', out: 'bad', disabled: 'plain' };

/** Costs by currency, those that are not nothing. */
const cost = (amounts) => Object.entries(amounts ?? {}).map(([currency, text]) => [currency, Math.round(Number(text) * 1e6)]).filter(([, micro]) => micro).map(([currency, micro]) => money(micro, currency)).join(' + ') || money(0);

function Overview() {
  const minutes = Number(place.value.query.get('minutes')) || 60;
  const { data, failure, reload } = useLoad((signal) => get('/overview', { minutes }, { signal }), [minutes], { every: 5000 });
  const period = html`<${Select} hideLabel label=${t('overview.period')} value=${String(minutes)} onInput=${(m) => setQuery({ minutes: m === '60' ? '' : m })}
    options=${[60, 360, 1440, 10080].map((m) => ({ value: String(m), label: t(`overview.last.${m}`) }))} />`;
  return html`<${Page} title=${t('overview.title')} about=${t('overview.about')} actions=${period}>
    ${failure && failure.status !== 404 && html`<${Problem} failure=${failure} retry=${reload} />`}
    ${data ? html`<${Now} data=${data} />` : failure?.status === 404 ? html`<${None} />` : !failure && html`<${Skeleton} lines=${8} />`}
  </${Page}>`;
}

const None = () => html`<${Empty} icon="overview" title=${t('overview.empty')} action=${html`
  ${may('admin') && html`<${LinkButton} kind="primary" to="/start">${t('ui.nav.start')}</${LinkButton}>`}<${LinkButton} to="/clients">${t('ui.nav.clients')}</${LinkButton}>`}>${t('overview.empty.next')}</${Empty}>`;

function Now({ data }) {
  const before = data.yesterday ?? {};
  const was = (text) => t('overview.yesterday', { value: text });
  const charts = useMemo(() => ({ times: data.series.map((p) => p.t), of: (name) => data.series.map((p) => p[name]) }), [data]);
  return html`
    <div class="stats">
      <${Stat} label=${t('overview.calls')} value=${number(data.calls, { compact: true })} before=${was(number(before.calls ?? 0, { compact: true }))} />
      <${Stat} label=${t('overview.failed')} kind=${data.failed ? 'bad' : ''} value=${percent(data.calls ? data.failed / data.calls : 0)} before=${was(percent(before.calls ? before.failed / before.calls : 0))} />
      <${Stat} label=${t('overview.p50')} value=${duration(data.p50_ms)} before=${`p95 ${duration(data.p95_ms)}`} />
      <${Stat} label=${t('overview.tokens')} value=${number(data.tokens, { compact: true })} before=${was(number(before.tokens ?? 0, { compact: true }))} />
      <${Stat} label=${t('overview.cost')} value=${cost(data.cost)} before=${was(cost(before.cost))} />
    </div>
    ${data.calls === 0 && html`<${None} />`}
    <div class="columns">
      <${Section}><${Chart} title=${t('overview.callsChart')} times=${charts.times} series=${[
        { label: t('overview.calls'), values: charts.of('calls'), kind: 'area' }, { label: t('overview.failedCalls'), values: charts.of('failed'), colour: 'bad' }]} /></${Section}>
      <${Section}><${Chart} title=${t('overview.latencyChart')} times=${charts.times} format=${duration} series=${[
        { label: 'p50', values: charts.of('p50_ms') }, { label: 'p95', values: charts.of('p95_ms'), colour: 'info' }]} /></${Section}>
    </div>
    <div class="columns">
      <${Section} title=${t('overview.deployments')}><${Table} label=${t('overview.deployments')} rows=${data.deployments} rowKey=${(d) => d.id} sorted="id"
        empty=${html`<${Empty} title=${t('overview.noDeployments')} action=${may('operator') && html`<${LinkButton} to="/providers">${t('ui.nav.providers')}</${LinkButton}>`} />`}
        columns=${[{ key: 'id', label: t('overview.deployment'), wide: true, sort: (d) => d.id },
          { key: 'state', label: t('overview.state'), sort: (d) => d.state, render: (d) => html`<${Badge} kind=${STATES[d.state] ?? 'plain'}>${t(`overview.state.${d.state}`).replace(/^overview\.state\./, '')}</${Badge}>` }]} /></${Section}>
      <${Section} title=${t('overview.changes')}><${Table} label=${t('overview.changes')} rows=${data.changes} rowKey=${(c) => `${c.at} ${c.what}`}
        empty=${html`<p class="quiet">${t('overview.noChanges')}</p>`}
        columns=${[{ key: 'at', label: t('ui.time'), render: (c) => html`<${When} at=${c.at} how="ago" />` }, { key: 'who', label: t('overview.who') }, { key: 'what', label: t('overview.what'), wide: true, render: (c) => c.what || t('overview.byFile') }]} /></${Section}>
    </div>`;
}

export default Overview;
