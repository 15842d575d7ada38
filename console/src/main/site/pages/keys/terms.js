/** What a key or a team may do, as controls: models, endpoints, addresses, limits and budgets. */
import { html, useId, useState } from '../../lib/html.js';
import { t } from '../../lib/text.js';
import { Button, Field, Input, Select } from '../../ui/ui.js';

/**
 * @typedef {{model?: string, rpm?: number|string, tpm?: number|string, parallel?: number|string}} Limit
 * @typedef {{amount: string, currency: string, window: string}} Budget
 * @typedef {{enabled: boolean, models: string[], endpoints: string[], addresses: string[], limits: Limit[], budgets: Budget[]}} Terms
 */

const MEASURES = ['rpm', 'tpm', 'parallel'];
const ENDPOINTS = ['/chat/completions', '/completions', '/embeddings', '/responses', '/messages', '/models', '/images/generations', '/audio/speech', '/audio/transcriptions', '/moderations', '/rerank'];

/** Words one by one; Enter, a comma or leaving the field adds. @param {{label: string, hint?: string, words: string[], onWords: (words: string[]) => void, known?: string[], placeholder?: string}} props */
export function Words({ label, hint, words, onWords, known = [], placeholder }) {
  const [text, setText] = useState('');
  const list = useId();
  const add = (said) => {
    const more = said.split(/[\s,，、]+/).filter((w) => w && !words.includes(w));
    if (more.length) onWords([...words, ...new Set(more)]);
    setText('');
  };
  return html`<${Field} label=${label} hint=${hint} control=${(a) => html`<div class="words">
    ${words.length > 0 && html`<ul aria-label=${label}>${words.map((w) => html`<li key=${w}><code>${w}</code><${Button} small kind="quiet" icon="close" label=${t('keys.drop', { name: w })} onClick=${() => onWords(words.filter((o) => o !== w))} /></li>`)}</ul>`}
    <input value=${text} list=${known.length ? list : undefined} placeholder=${placeholder} spellcheck=${false} autocomplete="off" ...${a}
      onInput=${(e) => { const v = e.currentTarget.value; if (/[,，、]$/.test(v)) add(v); else setText(v); }} onBlur=${() => add(text)}
      onKeyDown=${(e) => { if (e.key === 'Enter' && text.trim()) { e.preventDefault(); add(text); } }} />
    ${known.length > 0 && html`<datalist id=${list}>${known.filter((k) => !words.includes(k)).map((k) => html`<option key=${k} value=${k} />`)}</datalist>`}</div>`} />`;
}

/**
 * A list of small forms with a button for another. row makes the controls of one; it gets the row and what changes it.
 * @param {{title: string, about?: string, rows: any[], onRows: (rows: any[]) => void, blank: any, add: string, drop: (n: number) => string, row: (row: any, change: (changes: any) => void, at: number) => any}} props
 */
export function Rows({ title, about, rows, onRows, blank, add, drop, row }) {
  const id = useId();
  return html`<fieldset class="rows" aria-describedby=${about ? id : undefined}><legend>${title}</legend>${about && html`<p class="hint" id=${id}>${about}</p>`}
    ${rows.map((r, i) => html`<div key=${i} class="row bottom one-row">${row(r, (changes) => onRows(rows.map((o, at) => (at === i ? { ...o, ...changes } : o))), i)}
      <${Button} kind="quiet" icon="trash" label=${drop(i + 1)} onClick=${() => onRows(rows.filter((_, at) => at !== i))} /></div>`)}
    <div><${Button} small icon="plus" onClick=${() => onRows([...rows, blank])}>${add}</${Button}></div></fieldset>`;
}

/** @param {{terms: Terms, onTerms: (changes: Partial<Terms>) => void, models: string[]}} props models: names that there are, for suggestions */
export function TermsFields({ terms, onTerms, models }) {
  return html`
    <${Words} label=${t('keys.models')} hint=${t('keys.models.hint')} words=${terms.models} onWords=${(words) => onTerms({ models: words })} known=${models} placeholder="gpt-*" />
    <${Rows} title=${t('keys.limits')} about=${t('keys.limits.hint')} rows=${terms.limits} onRows=${(limits) => onTerms({ limits })} blank=${{}} add=${t('keys.limits.add')} drop=${(n) => t('keys.limits.drop', { n })}
      row=${(limit, change, i) => html`<${Input} class="model-of" label=${t('keys.limits.model')} value=${limit.model} placeholder=${t('keys.all')} onInput=${(model) => change({ model })} />
        ${MEASURES.map((m) => html`<${Input} key=${m} class="figure" type="number" min="1" label=${t(`keys.${m}`)} value=${limit[m]} onInput=${(v) => change({ [m]: v })} aria-label=${`${t(`keys.${m}`)} ${i + 1}`} />`)}`} />
    <${Rows} title=${t('keys.budgets')} about=${t('keys.budgets.hint')} rows=${terms.budgets} onRows=${(budgets) => onTerms({ budgets })} blank=${{ amount: '', currency: 'USD', window: 'month' }} add=${t('keys.budgets.add')} drop=${(n) => t('keys.budgets.drop', { n })}
      row=${(budget, change) => html`<${Input} class="figure" inputmode="decimal" label=${t('keys.amount')} value=${budget.amount} onInput=${(amount) => change({ amount })} />
        <${Select} class="figure" label=${t('keys.currency')} value=${budget.currency} options=${['USD', 'CNY']} onInput=${(currency) => change({ currency })} />
        <${Select} class="figure" label=${t('keys.window')} value=${budget.window} options=${['day', 'week', 'month', 'total'].map((w) => ({ value: w, label: t(`keys.window.${w}`) }))} onInput=${(window) => change({ window })} />`} />
    <${Words} label=${t('keys.endpoints')} hint=${t('keys.endpoints.hint')} words=${terms.endpoints} onWords=${(words) => onTerms({ endpoints: words })} known=${ENDPOINTS} placeholder="/chat/completions" />
    <${Words} label=${t('keys.addresses')} hint=${t('keys.addresses.hint')} words=${terms.addresses} onWords=${(words) => onTerms({ addresses: words })} placeholder="10.0.0.0/8" />`;
}

/** Terms of somebody who may do everything. @returns {Terms} */
export const freeTerms = () => ({ enabled: true, models: [], endpoints: [], addresses: [], limits: [], budgets: [] });

/** As they go to the server: numbers are numbers, empty rows are gone. @template {Partial<Terms>} T @param {T} terms @returns {T} */
export function plainTerms(terms) {
  const out = { ...terms };
  if (terms.limits) {
    out.limits = terms.limits.map((l) => Object.fromEntries([...(l.model?.trim() ? [['model', l.model.trim()]] : []),
      ...MEASURES.filter((m) => l[m] !== undefined && l[m] !== '').map((m) => [m, Number(l[m])])])).filter((l) => MEASURES.some((m) => m in l));
  }
  if (terms.budgets) out.budgets = terms.budgets.filter((b) => String(b.amount).trim()).map((b) => ({ ...b, amount: String(b.amount).trim() }));
  return out;
}

/** What differs, for PATCH; what has become empty text is put back with null. @param {Record<string, any>} before @param {Record<string, any>} now */
export function changes(before, now) {
  return Object.fromEntries(Object.entries(now).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])).map(([name, value]) => [name, value === '' ? null : value]));
}
