/** The providers of the configuration, how they are doing, and changing them. */
import { html, useState } from '../../lib/html.js';
import { duration, number, say, t } from '../../lib/text.js';
import { del, get, post } from '../../lib/api.js';
import { useLoad } from '../../lib/load.js';
import { go } from '../../lib/router.js';
import { may } from '../../lib/session.js';
import { Badge, Button, Dialog, Empty, KeyValue, LinkButton, Page, Problem, Skeleton, confirm, toast } from '../../ui/ui.js';
import { Docs, loadPresets } from './presets.js';
import { ProviderSheet } from './edit.js';
import { keysOf } from './fields.js';
import { TestResult, testSaved } from './test.js';

const KIND = { ready: 'ok', probing: 'warn', out: 'bad' };

function Providers() {
  const { data, failure, reload } = useLoad((signal) => get('/providers', {}, { signal }), [], { every: 5000 });
  const presets = useLoad(loadPresets, []);
  const [open, setOpen] = useState(/** @type {any} */ (null));
  const [tested, setTested] = useState('');
  const entries = data?.form === 'entries';
  const writes = may('operator') && !entries;
  const add = writes && html`<${Button} kind="primary" icon="plus" disabled=${!data || !presets.data} onClick=${() => setOpen({})}>${t('providers.add')}</${Button}>`;
  const saved = (id) => { setOpen(null); toast(t('providers.saved', { id })); reload(); };
  return html`<${Page} title=${t('providers.title')} about=${t('providers.about')} actions=${data?.data.length > 0 && add}>
    ${failure && html`<${Problem} failure=${failure} retry=${reload} />`}
    ${presets.failure && html`<${Problem} failure=${presets.failure} retry=${presets.reload} />`}
    ${entries && html`<${Problem} kind="info" title=${t('providers.entries')}>${t('providers.entries.next')} <${LinkButton} small to="/settings/import">${t('providers.entries.do')}</${LinkButton}></${Problem}>`}
    ${!data ? !failure && html`<${Skeleton} lines=${8} />`
      : data.data.length ? html`<div class="cards provider-cards">${data.data.map((p) => html`<${Card} key=${p.id} provider=${p} preset=${presets.data?.find((one) => one.id === p.type)} writes=${writes && !!presets.data}
        etag=${data.etag} reload=${reload} onEdit=${() => setOpen({ provider: p })} onTest=${() => setTested(p.id)} />`)}</div>`
      : html`<${Empty} icon="providers" title=${t('providers.none')} action=${html`${add}${may('admin') && html`<${LinkButton} to="/start">${t('ui.nav.start')}</${LinkButton}>`}`}>${t('providers.none.next')}</${Empty}>`}
    ${open && html`<${ProviderSheet} presets=${presets.data} providers=${data.data} etag=${data.etag} provider=${open.provider} onClose=${() => setOpen(null)} onSaved=${saved} />`}
    ${tested && html`<${TestDialog} id=${tested} onClose=${() => { setTested(''); reload(); }} />`}
  </${Page}>`;
}

function TestDialog({ id, onClose }) {
  const { data, failure, busy, reload } = useLoad(() => testSaved(id), [id]);
  return html`<${Dialog} title=${t('providers.testOf', { id })} onClose=${onClose} actions=${html`
      <${Button} icon="refresh" busy=${busy} onClick=${reload}>${t('providers.test.again')}</${Button}><${Button} kind="primary" onClick=${onClose}>${t('ui.close')}</${Button}>`}>
    ${failure && !busy ? html`<${Problem} failure=${failure} />` : html`<${TestResult} busy=${busy} result=${data ?? null} />`}
  </${Dialog}>`;
}

/** Removes a provider, and (said before) the names that lead to it alone. */
async function remove(provider, reload) {
  const { data: routes } = await get('/routes');
  const alone = routes.filter((r) => r.config.provider === provider.id).map((r) => r.name);
  const among = routes.filter((r) => r.config.targets?.some((one) => one.provider === provider.id)).map((r) => r.name);
  if (among.length) {
    if (await confirm({ title: t('providers.delete.among', { id: provider.id, names: among.join(', ') }), body: html`<p>${t('providers.delete.among.next')}</p>`, action: t('ui.nav.routes') })) go('/routes');
    return;
  }
  const done = await confirm({ title: t('providers.delete.title', { id: provider.id }), action: t('ui.delete'), danger: true,
    body: html`<p>${t('providers.delete.body')}</p>
      ${alone.length > 0 && html`<p>${t('providers.delete.routes', { n: alone.length })}</p><ul>${alone.slice(0, 12).map((name) => html`<li key=${name}><code>${name}</code></li>`)}${alone.length > 12 && html`<li>…</li>`}</ul>`}`,
    run: async () => {
      let { etag } = await get('/providers');
      for (const name of alone) ({ etag } = await del(`/routes/${encodeURIComponent(name)}`, { etag }));
      await del(`/providers/${encodeURIComponent(provider.id)}`, { etag });
    } });
  await reload();
  if (done) toast(t('providers.deleted', { id: provider.id }));
}

function Card({ provider, preset, writes, reload, onEdit, onTest }) {
  const { id, config } = provider;
  const keys = keysOf(config).filter(Boolean);
  return html`<article class="card provider" aria-labelledby="provider-${id}">
    <header class="row apart"><h2 id="provider-${id}">${id}</h2><div class="row">
      ${writes && html`<${Button} small icon="refresh" onClick=${onTest} label=${t('providers.testOf', { id })}>${t('providers.test')}</${Button}>`}
      ${writes && html`<${Button} small kind="quiet" icon="edit" label=${t('providers.editOf', { id })} onClick=${onEdit} />
        <${Button} small kind="quiet" icon="trash" label=${t('providers.deleteOf', { id })} onClick=${() => remove(provider, reload).catch(toast)} />`}</div></header>
    <${KeyValue} pairs=${[[t('providers.type'), html`${say(provider.names)} ${provider.names.en !== provider.type && html`<code class="quiet">${provider.type}</code>`}`],
      [t('providers.field.api_base'), html`<code>${config.api_base ?? preset?.bases?.[config.region ?? ''] ?? preset?.base ?? '–'}</code>`],
      [t('providers.keys'), keys.length ? html`<code>${keys.slice(0, 3).join(', ')}</code>${keys.length > 3 ? ` +${keys.length - 3}` : ''}` : null],
      [t('providers.documentation'), preset?.docs ? html`<${Docs} preset=${preset} short />` : null]]} />
    <${Deployments} list=${provider.deployments} reload=${reload} />
  </article>`;
}

function Deployments({ list, reload }) {
  const count = (state) => list.filter((d) => d.state === state).length;
  const ill = list.filter((d) => d.state !== 'ready');
  const rest = list.filter((d) => d.state === 'ready');
  const row = (d) => html`<${Deployment} key=${d.id} deployment=${d} reload=${reload} />`;
  return html`<div class="row">${['out', 'probing', 'ready'].map((state) => count(state) > 0 && html`<${Badge} key=${state} kind=${KIND[state]}>${t(`providers.state.${state}`, { n: count(state), count: number(count(state)) })}</${Badge}>`)}
      ${!list.length && html`<span class="quiet">${t('providers.noDeployments')}</span>`}</div>
    ${ill.length > 0 && html`<ul class="deployments">${ill.map(row)}</ul>`}
    ${rest.length > 0 && html`<details class="more-fields"><summary>${t('providers.deployments')}</summary><ul class="deployments">${rest.map(row)}</ul></details>`}`;
}

function Deployment({ deployment: d, reload }) {
  const tryNow = async () => {
    try { await post(`/deployments/${encodeURIComponent(d.id)}/reset`); toast(t('providers.reset', { id: d.id })); await reload(); } catch (e) { toast(e); }
  };
  return html`<li><div class="grow"><code>${d.id}</code>${d.model && !d.id.endsWith(d.model) && html` <span class="quiet">→ ${d.model}</span>`}
      ${d.state === 'out' && html`<p class="small bad-text">${t(`providers.reason.${d.reason ?? 'failing'}`)}${d.retry_in_ms > 0 ? ` · ${t('providers.retryIn', { time: duration(d.retry_in_ms) })}` : ''}</p>`}
      ${d.state === 'probing' && html`<p class="small warn-text">${t('providers.probing')}</p>`}</div>
    ${d.state !== 'ready' && may('operator') && html`<${Button} small icon="refresh" label=${t('providers.tryNowOf', { id: d.id })} onClick=${tryNow}>${t('providers.tryNow')}</${Button}>`}</li>`;
}

export default Providers;
