/** What two texts differ in, from the unified format. */
import { html, useMemo } from '../../lib/html.js';
import { t } from '../../lib/text.js';

/** @typedef {{sign: ' '|'+'|'-'|'@', old?: number, new?: number, text: string}} Line */

/** @param {string} text in the unified format @param {boolean} [turned] what was added counts as removed @returns {Line[]} */
function linesOf(text, turned = false) {
  /** @type {Line[]} */ const out = [];
  let old = 0, fresh = 0;
  for (const line of text.split('\n')) {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(line);
    if (hunk) {
      [old, fresh] = turned ? [Number(hunk[2]), Number(hunk[1])] : [Number(hunk[1]), Number(hunk[2])];
      if (out.length) out.push({ sign: '@', text: '' });
    } else if (old || fresh) {
      const sign = turned ? { '+': '-', '-': '+' }[line[0]] ?? line[0] : line[0];
      if (sign === ' ') out.push({ sign, old: old++, new: fresh++, text: line.slice(1) });
      else if (sign === '-') out.push({ sign, old: old++, text: line.slice(1) });
      else if (sign === '+') out.push({ sign, new: fresh++, text: line.slice(1) });
    }
  }
  return turned ? removedFirst(out) : out;
}

/** Within one change what is removed stands first. @param {Line[]} lines */
function removedFirst(lines) {
  /** @type {Line[]} */ const out = [];
  /** @type {Line[]} */ let added = [];
  for (const line of lines) {
    if (line.sign === '+') { added.push(line); continue; }
    if (line.sign !== '-') { out.push(...added); added = []; }
    out.push(line);
  }
  return [...out, ...added];
}

const WORD = { '+': 'settings.diff.added', '-': 'settings.diff.removed' };

/**
 * A difference, coloured and with signs; lines are numbered as they were and as they are.
 * @param {{text: string, turned?: boolean, label: string}} props
 */
export function Diff({ text, turned, label }) {
  const lines = useMemo(() => linesOf(text, turned), [text, turned]);
  const added = lines.filter((line) => line.sign === '+').length, removed = lines.filter((line) => line.sign === '-').length;
  if (!lines.length) return html`<p class="quiet">${t('settings.diff.none')}</p>`;
  return html`<div class="stack">
    <p class="num"><span class="ok-text">+${added}</span> ${t('settings.diff.lines.added')} · <span class="bad-text">−${removed}</span> ${t('settings.diff.lines.removed')}</p>
    <div class="diff" tabindex="0" role="group" aria-label=${label}>${lines.map((line, i) => (line.sign === '@' ? html`<p key=${i} class="gap" aria-hidden="true">⋯</p>`
      : html`<p key=${i} class=${{ '+': 'added', '-': 'removed' }[line.sign] ?? ''}><span class="at" aria-hidden="true">${line.old}</span><span class="at" aria-hidden="true">${line.new}</span>
        <span class="sign" aria-hidden="true">${line.sign === '-' ? '−' : line.sign}</span>${WORD[line.sign] && html`<span class="sr">${t(WORD[line.sign])}</span>`}<code>${line.text}</code></p>`))}</div>
  </div>`;
}
