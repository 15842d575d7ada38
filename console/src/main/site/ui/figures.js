import { html, cls } from '../lib/html.js';
import { ago, percent, utc, when } from '../lib/text.js';

/** A word with a colour that means something (the word says it too). @param {{kind?: 'ok'|'warn'|'bad'|'info'|'plain', children?: any, title?: string}} props */
export const Badge = ({ kind = 'plain', children, title }) => html`<span class="badge ${kind}" title=${title}>${children}</span>`;

/**
 * How much of something is used: a bar that turns to warn at 80 % and bad at 100 %. text is what stands beside it ("4.20 of 10 $").
 * @param {{value: number, max: number, label: string, text?: any, kind?: string}} props
 */
export function Bar({ value, max, label, text, kind }) {
  const share = max > 0 ? value / max : 0;
  return html`<div class="bar-line"><div class=${cls('bar', kind ?? (share >= 1 ? 'bad' : share >= 0.8 ? 'warn' : ''))} role="meter" aria-label=${label}
    aria-valuemin="0" aria-valuemax=${max} aria-valuenow=${Math.min(value, max)} aria-valuetext=${typeof text === 'string' ? text : percent(share)}>
    <span style=${{ width: `${Math.min(100, share * 100)}%` }} /></div>${text && html`<span class="num quiet">${text}</span>`}</div>`;
}

/** A small line of numbers in a row of a table. label says what it shows. @param {{values: number[], label: string, width?: number, height?: number}} props */
export function Sparkline({ values, label, width = 96, height = 24 }) {
  const top = Math.max(...values, 0) || 1;
  const at = (v, i) => `${((i / Math.max(1, values.length - 1)) * (width - 2) + 1).toFixed(1)} ${(height - 2 - (v / top) * (height - 4)).toFixed(1)}`;
  const line = values.length ? `M${values.map(at).join('L')}` : '';
  return html`<svg class="sparkline" role="img" aria-label=${label} width=${width} height=${height} viewBox="0 0 ${width} ${height}">
    <path class="under" d="${line}V${height}H1Z" /><path d=${line} /></svg>`;
}

/** Names and values, one pair a line. pairs: [label, value]; what is null or undefined is left out. @param {{pairs: [any, any][]}} props */
export const KeyValue = ({ pairs }) => html`<dl class="key-value">${pairs.filter((p) => p && p[1] !== null && p[1] !== undefined).map(([k, v]) => html`<div key=${k}><dt>${k}</dt><dd>${v}</dd></div>`)}</dl>`;

/** One large number with its name; before is a smaller line (yesterday). @param {{label: any, value: any, before?: any, kind?: string}} props */
export const Stat = ({ label, value, before, kind }) => html`<div class="stat"><p class="quiet">${label}</p><p class="stat-value ${kind ?? ''}">${value}</p>${before && html`<p class="quiet small">${before}</p>`}</div>`;

/** An instant in local time, UTC in its title. how: full, day, time or ago. @param {{at: number|string|null|undefined, how?: 'full'|'day'|'time'|'ago'}} props */
export const When = ({ at, how = 'full' }) => (at === null || at === undefined ? html`<span class="quiet">–</span>`
  : html`<time datetime=${new Date(at).toISOString()} title=${how === 'ago' ? `${when(at)} · ${utc(at)}` : utc(at)}>${how === 'ago' ? ago(at) : when(at, how)}</time>`);
