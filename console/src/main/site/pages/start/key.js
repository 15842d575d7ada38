/** The fifth step: a key, a text that calls with it, and the first call when it arrives. */
import { cls, html, useEffect, useMemo, useState } from '../../lib/html.js';
import { duration, money, number, t } from '../../lib/text.js';
import { get, poll, post } from '../../lib/api.js';
import { Badge, Button, Code, Copy, Input, KeyValue, LinkButton, Problem, Tabs, When } from '../../ui/ui.js';
import { Issued } from '../keys/issued.js';
import { draft, keep, tested } from './state.js';
import { callOnce, snippets } from './snippets.js';

/** @param {{again: () => void}} props again: begins with another provider */
export function FirstKey({ again }) {
  const { key } = draft.value;
  return key ? html`<${Made} made=${key} again=${again} />` : html`<${Make} />`;
}

function Make() {
  const [id, setId] = useState('first-key');
  const [owner, setOwner] = useState('');
  const [failure, fail] = useState(/** @type {any} */ (null));
  const [busy, work] = useState(false);
  const make = async (event) => {
    event.preventDefault();
    work(true);
    fail(null);
    try {
      const made = await post('/keys', { ...(id.trim() ? { id: id.trim() } : {}), ...(owner.trim() ? { owner: owner.trim() } : {}) });
      keep({ key: { id: made.id, secret: made.key } });
    } catch (e) { fail(e); work(false); }
  };
  return html`<form class="stack narrow" onSubmit=${make}>
    <p>${t('start.key.about')}</p>
    <${Input} label=${t('start.key.id')} value=${id} onInput=${setId} hint=${t('start.key.id.hint')} />
    <${Input} label=${t('start.key.owner')} value=${owner} onInput=${setOwner} hint=${t('start.key.owner.hint')} />
    ${failure && html`<${Problem} failure=${failure} />`}
    <div><${Button} kind="primary" type="submit" busy=${busy}>${t('start.key.do')}</${Button}></div>
  </form>`;
}

/** What a call of the gateway needs. */
function use(made) {
  const { names } = draft.value;
  return { base: `${location.origin}/v1`, key: made.secret ?? t('start.key.yours'), model: names[0]?.name.replace(/\*$/, '') || tested.value?.chat.model || 'MODEL' };
}

function Made({ made, again }) {
  const [tab, setTab] = useState('curl');
  const [call, setCall] = useState(/** @type {any} */ (null));
  const [failure, fail] = useState(/** @type {any} */ (null));
  const how = use(made);
  const texts = useMemo(() => snippets(how), [how.base, how.key, how.model]);
  const done = call?.status < 400;
  useEffect(() => (done ? undefined : poll(async () => {
    const { calls } = await get('/calls', { key: made.id, limit: 1 });
    if (calls.length) setCall(calls[0].record);
  }, 1000)), [made.id, done]);
  const send = async () => { fail(null); try { await callOnce(how); } catch (e) { fail(e); } };
  return html`<div class="stack">
    <p>${t('start.key.made', { id: made.id })}</p>
    ${made.secret ? html`<${Issued} secret=${made.secret} />` : html`<${Problem} kind="info" title=${t('start.key.gone')}>${t('start.key.gone.next')} <${Button} small onClick=${() => keep({ key: null })}>${t('start.key.another')}</${Button}></${Problem}>`}
    <h2>${t('start.call')}</h2><p class="quiet">${t('start.call.about')} <code>${how.base}</code> <${Copy} text=${how.base} label=${t('start.call.copyBase')} /></p>
    <${Tabs} label=${t('start.call.language')} tabs=${texts} open=${tab} onOpen=${setTab}><${Code} label=${tab} text=${texts.find((one) => one.id === tab)?.text ?? ''} /></${Tabs}>
    ${call && html`<${Arrived} call=${call} />`}
    ${!done && html`<div class="waiting" role="status"><span class="pulse" /><span class="grow">${t(call ? 'start.waiting.next' : 'start.waiting')}</span>${made.secret && html`<${Button} small onClick=${send}>${t('start.send')}</${Button}>`}</div>`}
    ${failure && html`<${Problem} failure=${failure} />`}
    <div class="row">${call && html`<${LinkButton} kind="primary" to=${`/log?key=${encodeURIComponent(made.id)}`} icon="log">${t('ui.nav.log')}</${LinkButton}>`}
      <${LinkButton} to="/playground" icon="playground">${t('ui.nav.playground')}</${LinkButton}><${LinkButton} to="/clients" icon="clients">${t('ui.nav.clients')}</${LinkButton}>
      <${Button} kind="quiet" icon="plus" onClick=${again}>${t('start.again')}</${Button}></div>
  </div>`;
}

/** What a call has cost: the sum of what was served, by currency. */
function cost(charges) {
  const sums = /** @type {Record<string, number>} */ ({});
  for (const c of charges) if (c.role === 'served' && c.currency) sums[c.currency] = (sums[c.currency] ?? 0) + c.cost_micro;
  const known = Object.entries(sums);
  return known.length ? known.map(([currency, micro]) => money(micro, currency)).join(' + ') : t('start.unpriced');
}

function Arrived({ call }) {
  const charges = call.charges ?? [];
  const served = charges.find((c) => c.role === 'served');
  const good = call.status < 400;
  const sum = (names) => names.reduce((n, name) => n + (served?.tokens?.[name] ?? 0), 0);
  return html`<div class=${cls('arrived', !good && 'failed')} role="status"><div class="row"><${Badge} kind=${good ? 'ok' : 'bad'}>${call.status}</${Badge}><b>${t(good ? 'start.arrived' : 'start.arrived.failed')}</b><${When} at=${call.begun} how="time" /></div>
    <${KeyValue} pairs=${[[t('start.call.model'), html`<code>${call.model}</code>`], [t('start.call.deployment'), call.deployment ? html`<code>${call.deployment}</code>` : null],
      [t('start.call.took'), duration(call.duration_us / 1000)],
      [t('start.call.tokens'), served ? t('start.call.inOut', { input: number(sum(['input', 'cached_input', 'cache_write', 'audio_input'])), output: number(sum(['output', 'reasoning', 'audio_output'])) }) : null],
      [t('start.call.cost'), served ? cost(charges) : null], [t('start.call.error'), call.error ?? null], [t('start.call.id'), html`<code>${call.id}</code>`]]} />
  </div>`;
}
