/** One price at the side: every rate, where it comes from, and what it was before and will be. */
import { html, useMemo } from '../../lib/html.js';
import { money, number, t } from '../../lib/text.js';
import { Badge, Button, Dialog, KeyValue, Table } from '../../ui/ui.js';
import { micro, own, PIECES, RATES, same, scope, TOKENS } from './rates.js';

/** The list that says so, and when it was looked at. @param {{price: any}} props */
export function Source({ price }) {
  if (own(price)) return html`<${Badge} kind="info">${t('prices.own')}</${Badge}>`;
  let host = price.source;
  try { host = new URL(price.source).host; } catch { /* shown as it is */ }
  return html`<span class="prices-source"><a href=${price.source} target="_blank" rel="noreferrer noopener">${host}</a>${price.seen && html` <span class="quiet small num">${price.seen}</span>`}</span>`;
}

/** @param {{price: any, all: any[], onClose: () => void, onChange?: ((price: any) => void)|false}} props */
export function One({ price, all, onClose, onChange }) {
  const history = useMemo(() => all.filter((other) => same(price, other)).sort((a, b) => b.from.localeCompare(a.from)), [price, all]);
  const today = new Date().toISOString().slice(0, 10), now = history.find((one) => one.from <= today);
  const amount = (name, of = price) => (of[name] === undefined ? null : money(micro(of[name]), price.currency));
  const pairs = (of) => RATES.map((name) => [t(`prices.${name}`), amount(name, of)]);
  return html`<${Dialog} kind="sheet" title=${`${price.model} · ${scope(price)}`} onClose=${onClose} actions=${onChange && html`<${Button} kind="primary" icon="edit" onClick=${() => onChange(price)}>${t('prices.override')}</${Button}>`}>
    <${KeyValue} pairs=${[[t('prices.for'), price.provider ? t('prices.for.provider', { id: price.provider }) : price.vendor ? t('prices.for.vendor', { id: price.vendor }) : t('prices.for.any')], [t('prices.model'), price.model],
      [t('prices.from'), html`${price.from} UTC`], [t('prices.hours'), price.hours], [t('prices.currency'), price.currency], [t('prices.source'), html`<${Source} price=${price} />`], [t('prices.id'), html`<code>${price.id}</code>`]]} />
    <section class="stack prices-part"><h3>${TOKENS.some((name) => price[name] !== undefined) ? t('prices.perMillion') : t('prices.perPiece')}</h3><${KeyValue} pairs=${pairs(price)} />
      ${PIECES.every((name) => price[name] === undefined) && html`<p class="quiet small">${t('prices.follow')}</p>`}</section>
    ${(price.tiers ?? []).map((tier) => html`<section key=${tier.above} class="stack prices-part"><h3>${t('prices.tier', { n: number(tier.above) })}</h3><${KeyValue} pairs=${pairs(tier)} /></section>`)}
    <section class="stack prices-part"><h3>${t('prices.history')}</h3>
      <${Table} label=${t('prices.history')} rows=${history} rowKey=${(one) => one.id} columns=${[
        { key: 'from', label: t('prices.from'), render: (one) => html`<span class="row"><span class="num prices-day">${one.from}</span>${one === now ? html`<${Badge} kind="ok">${t('prices.inForce')}</${Badge}>` : one.from > today ? html`<${Badge} kind="info">${t('prices.later')}</${Badge}>` : ''}</span>` },
        ...['input', 'cached_input', 'output'].map((name) => ({ key: name, label: t(`prices.${name}`), end: true, render: (one) => (one[name] === undefined ? html`<span class="quiet">–</span>` : money(micro(one[name]), one.currency)) }))]} /></section>
  </${Dialog}>`;
}
