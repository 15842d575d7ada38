/** Counting cost again, by the prices now in force. */
import { html, useState } from '../../lib/html.js';
import { t, money } from '../../lib/text.js';
import { post } from '../../lib/api.js';
import { Button, confirm, Input, Problem, Section } from '../../ui/ui.js';
import { micros } from '../usage/amounts.js';

const today = () => new Date().toISOString().slice(0, 10);
const signed = (amounts) => Object.entries(micros(amounts)).map(([currency, n]) => (n > 0 ? '+' : '') + money(n, currency)).join(', ');

export function Again() {
  const [from, begin] = useState(() => `${today().slice(0, 7)}-01`), [to, end] = useState(today);
  const [result, got] = useState(/** @type {any} */ (null));
  const wrong = !from || !to || from > to;
  const run = () => confirm({ title: t('prices.again'), action: t('prices.again'), body: html`<p>${t('prices.again.sure', { from, to })}</p><p class="quiet">${t('prices.again.stays')}</p>`,
    run: async () => got(await post('/ledger/rerate', undefined, { query: { from, to } })) });
  return html`<${Section} title=${t('prices.again')}><p class="quiet">${t('prices.again.why')}</p>
    <div class="row bottom"><${Input} type="date" label=${t('prices.again.from')} value=${from} onInput=${begin} max=${today()} /><${Input} type="date" label=${t('prices.again.to')} value=${to} onInput=${end} max=${today()} />
      <${Button} icon="refresh" disabled=${wrong} onClick=${run}>${t('prices.again')}</${Button}></div>
    ${wrong && html`<p class="bad-text">${t('prices.again.wrong')}</p>`}
    ${result && html`<${Problem} kind="info" title=${t('prices.again.done', { calls: result.calls })}><p>${result.changed ? t('prices.again.changed', { n: result.changed }) : t('prices.again.same')}
      ${result.cost_change.length > 0 && html` ${t('prices.again.cost', { amounts: signed(result.cost_change) })}`}${result.lost_change.length > 0 && html` ${t('prices.again.lost', { amounts: signed(result.lost_change) })}`}</p></${Problem}>`}
  </${Section}>`;
}
