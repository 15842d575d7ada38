/** The names that callers may use, where each leads, and how that is doing. */
import { html, cls, useMemo } from '../../lib/html.js';
import { duration, percent, t } from '../../lib/text.js';
import { del, get } from '../../lib/api.js';
import { useLoad } from '../../lib/load.js';
import { place, setQuery } from '../../lib/router.js';
import { may } from '../../lib/session.js';
import { Badge, Button, Empty, LinkButton, Page, Problem, Search, Section, Select, Skeleton, confirm, toast } from '../../ui/ui.js';
import { Editor } from './editor.js';
import { Simulate, why } from './simulate.js';
import { deploymentsOf, heedsWeight, routeState, shares, stateOf, targetsOf, tiersOf, usedBy } from './plan.js';

/** @type {Record<string, 'ok'|'warn'|'bad'|'plain'>} */ const KINDS = { ready: 'ok', probing: 'warn', out: 'bad', unknown: 'plain' };

function Routes() {
  const { query } = place.value;
  const { data, failure, reload } = useLoad(async (signal) => {
    const [routes, providers] = await Promise.all([get('/routes', {}, { signal }), get('/providers', {}, { signal })]);
    return { ...routes, routes: routes.data, providers: providers.data };
  }, [], { every: 5000 });
  const edited = query.get('edit'), simulated = query.get('simulate');
  const writes = may('operator') && data && data.form !== 'entries';
  const route = data?.routes.find((each) => each.name === edited);
  const first = data?.routes[0]?.name;
  const actions = html`${first && html`<${Button} onClick=${() => setQuery({ simulate: first.replace('*', 'x') })}>${t('routes.simulate')}</${Button}>`}
    ${writes && html`<${Button} kind="primary" icon="plus" onClick=${() => setQuery({ new: 1 })}>${t('routes.new')}</${Button}>`}`;
  return html`<${Page} title=${t('routes.title')} about=${t('routes.about')} actions=${actions}>
    ${failure && html`<${Problem} failure=${failure} retry=${reload} />`}
    ${!data ? !failure && html`<${Section}><${Skeleton} lines=${8} /></${Section}>` : html`<${List} data=${data} writes=${writes} reload=${reload} />`}
    ${writes && (route || query.get('new')) && html`<${Editor} key=${edited ?? ''} route=${route} data=${data} reload=${reload} onClose=${() => setQuery({ edit: '', new: '' })} />`}
    ${data && simulated && html`<${Simulate} routes=${data.routes} model=${simulated} ofKey=${query.get('key') ?? ''} onClose=${() => setQuery({ simulate: '', key: '' })} />`}
  </${Page}>`;
}

function List({ data, writes, reload }) {
  const { query } = place.value;
  const text = query.get('text') ?? '', state = query.get('state') ?? '';
  const all = useMemo(() => data.routes.map((route) => ({ route, state: routeState(route, data.routes, data.providers) })), [data]);
  const found = all.filter((each) => (!state || (state === 'out') === (each.state === 'out')) && JSON.stringify(each.route.config).toLowerCase().includes(text.toLowerCase()));
  if (!all.length) {
    return html`<${Section}><${Empty} icon="routes" title=${t(data.form === 'entries' ? 'routes.entries' : 'routes.none')} action=${
      data.form === 'entries' ? may('admin') && html`<${LinkButton} to="/settings/import">${t('routes.entries.go')}</${LinkButton}>`
      : !data.providers.length ? may('operator') && html`<${LinkButton} kind="primary" to="/providers">${t('routes.providers.go')}</${LinkButton}>`
      : writes && html`<${Button} kind="primary" icon="plus" onClick=${() => setQuery({ new: 1 })}>${t('routes.new')}</${Button}>`}>
      ${t(data.form === 'entries' ? 'routes.entries.next' : data.providers.length ? 'routes.none.next' : 'routes.providers.next')}</${Empty}></${Section}>`;
  }
  const out = all.filter((each) => each.state === 'out').length;
  return html`
    ${out > 0 && html`<${Problem} kind="warn" title=${t('routes.out', { n: out })}>
      ${state !== 'out' && html`<${Button} small onClick=${() => setQuery({ state: 'out' })}>${t('routes.out.show')}</${Button}>`}</${Problem}>`}
    <div class="toolbar"><${Search} value=${text} label=${t('routes.search')} onInput=${(to) => setQuery({ text: to })} />
      <${Select} hideLabel label=${t('routes.state')} value=${state} onInput=${(to) => setQuery({ state: to })}
        options=${[{ value: '', label: t('routes.all') }, { value: 'in', label: t('routes.in') }, { value: 'out', label: t('routes.unreachable') }]} /></div>
    <ul class="models">${found.map(({ route, state: its }) => html`<${Model} key=${route.name} route=${route} state=${its} data=${data} writes=${writes} reload=${reload} />`)}</ul>
    ${!found.length && html`<${Empty} icon="search" title=${t('routes.nothing')} action=${html`<${Button} onClick=${() => setQuery({ text: '', state: '' })}>${t('routes.all')}</${Button}>`} />`}`;
}

function Model({ route, state, data, writes, reload }) {
  const { name, config } = route;
  const targets = targetsOf(config);
  const tiers = tiersOf(targets);
  const strategy = config.strategy ?? 'ordered';
  const aliases = config.aliases ?? [];
  const remove = async () => {
    const users = usedBy(name, data.routes);
    const done = await confirm({ title: t('routes.delete.title', { name }), action: t('ui.delete'), danger: true,
      body: html`<p>${t('routes.delete.body')}</p>${users.length > 0 && html`<p class="warn-text">${t('routes.delete.used', { names: users.join(', ') })}</p>`}`,
      run: async () => del(`/routes/${encodeURIComponent(name)}`, { etag: (await get('/routes')).etag }) });
    if (done) { toast(t('routes.deleted', { name })); reload(); }
  };
  return html`<li class=${cls('section model', state === 'out' && 'is-out')}>
    <div class="model-head">
      <div><h2><code>${name}</code></h2>${state === 'out' && html`<${Badge} kind="bad">${t('routes.unreachable')}</${Badge}>`}
        ${targets.length > 1 && html`<${Badge} title=${t(`routes.strategy.${strategy}.is`)}>${t(`routes.strategy.${strategy}`)}</${Badge}>`}
        ${aliases.length > 0 && html`<p class="quiet small">${t('routes.alsoCalled')} ${aliases.map((alias, i) => html`${i > 0 && ', '}<code>${alias}</code>`)}</p>`}</div>
      <div class="row model-do">
        <${Button} small onClick=${() => setQuery({ simulate: name.replace('*', 'x') })} aria-label=${t('routes.simulateOne', { name })}>${t('routes.simulate')}</${Button}>
        ${!name.includes('*') && html`<${LinkButton} small icon="playground" to=${`/playground?model=${encodeURIComponent(name)}`} aria-label=${t('routes.tryOne', { name })}>${t('routes.try')}</${LinkButton}>`}
        ${writes && html`<${Button} small icon="edit" label=${t('routes.editOne', { name })} onClick=${() => setQuery({ edit: name })} />
          <${Button} small icon="trash" label=${t('routes.deleteOne', { name })} onClick=${remove} />`}
      </div>
    </div>
    <ol class="tiers">${tiers.map((tier, i) => html`<${Tier} key=${i} tier=${tier} index=${i} tiers=${tiers.length} strategy=${strategy} name=${name} data=${data} />`)}</ol>
    <${Rules} config=${config} />
  </li>`;
}

const Tier = ({ tier, index, tiers, strategy, name, data }) => {
  const parts = heedsWeight(strategy) && tier.length > 1 ? shares(tier) : null;
  return html`<li class="tier">${tiers > 1 && html`<p class="quiet small">${index ? t('routes.tierNext', { n: index + 1 }) : t('routes.tierFirst')}</p>`}
    <div class="targets">${tier.map((one, i) => html`<div key=${one.key} class="target">
      <p><b>${one.model ? html`<span class="quiet">${t('routes.model')}</span> ${one.model}` : one.provider}</b>${one.upstream_model && html` <span class="quiet" aria-label=${t('routes.asks')}>→</span> <code>${one.upstream_model}</code>`}
        ${parts && html` <span class="num share">${percent(parts[i] / 100, 0)}</span>`}</p>
      <${States} one=${one} name=${name} data=${data} />
    </div>`)}</div></li>`;
};

/** The deployments of a target with their states; of another model, its state alone. */
function States({ one, name, data }) {
  const deployments = one.model ? [] : deploymentsOf(one, name, data.providers);
  if (!deployments.length) {
    const state = stateOf(one, name, data.routes, data.providers);
    return html`<p class="small"><${State} state=${state} /></p>`;
  }
  return html`<ul class="model-deployments small">${deployments.map((each) => html`<li key=${each.id}><span>${each.id}</span> <${State} state=${each.state}
    more=${each.state === 'ready' ? '' : [why(each.reason), each.retry_in_ms > 0 && duration(Math.ceil(each.retry_in_ms / 1000) * 1000)].filter(Boolean).join(', ')} /></li>`)}</ul>`;
}

const State = ({ state, more }) => html`<${Badge} kind=${KINDS[state]}>${t(`routes.state.${state}`)}${more && html`: ${more}`}</${Badge}>`;

/** What else is set, in words. */
const Rules = ({ config }) => {
  const { retries, hedge, larger_model: larger, parameters, sticky_by: by } = config;
  const words = [
    config.strategy === 'sticky' && t(`routes.sticky.${by ?? 'user'}`),
    Number(retries) > 0 && t('routes.rule.retries', { n: Number(retries) }),
    hedge && t(hedge.after ? 'routes.rule.hedge' : 'routes.rule.hedgeLearned', { after: String(hedge.after ?? ''), share: percent(Number(hedge.share ?? 0.1), 0) }),
    larger && t('routes.rule.larger', { name: larger }),
    parameters && t('routes.rule.parameters', { names: Object.keys(parameters).join(', ') }),
  ].filter(Boolean);
  return words.length > 0 && html`<p class="quiet small">${words.join(' · ')}</p>`;
};

export default Routes;
