/** An editor of its own: a textarea over coloured lines, of which only those on the screen exist. */
import { html, cls, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from '../../lib/html.js';
import { t } from '../../lib/text.js';
import { describe, spotAt, suggest } from './complete.js';

/** @typedef {{kind: ''|'key'|'text'|'word'|'mark'|'secret'|'note', text: string}} Piece */

const BLOCK = /^(\s*)(?:- +)*(?:[^\s#'"{[][^#]*?:)? *[|>][+-]?\d?[+-]? *(?:#.*)?$/;
const PIECES = new RegExp([
  String.raw`(?<note>(?:^|(?<=\s))(?:#|\/\/).*|\/\*.*?(?:\*\/|$))`,
  String.raw`(?<key>"(?:[^"\\]|\\.)*"(?=\s*:)|'(?:[^']|'')*'(?=\s*:)|[\w.$*/@+][\w.$*/@+ -]*(?=:(?:\s|$)))`,
  String.raw`(?<text>"(?:[^"\\]|\\.)*"?|'(?:[^']|'')*'?)`,
  String.raw`(?<word>(?<![\w.*:/-])(?:true|false|null|~|-?\d+(?:\.\d+)?(?:ms|s|m|min|h|d|[KMG]i?B)?)(?![\w.:/-]))`,
  String.raw`(?<mark>[{}[\],]|(?<=^\s*(?:- +)*)-(?=\s|$))`,
  String.raw`(?<secret>\*\*\*[~\w.-]+|\$\{[^}]*\}|enc:v1:\S+)`,
].join('|'), 'g');

/**
 * Which lines are the text of a block scalar (| or >), or inside a comment of several lines; they are not to be taken apart.
 * @param {string[]} lines @returns {Map<number, 'text'|'note'>}
 */
function wholes(lines) {
  const found = new Map();
  let block = -1, note = false;
  lines.forEach((line, i) => {
    if (note) { found.set(i, 'note'); note = !line.includes('*/'); return; }
    const indent = line.search(/\S/);
    if (block >= 0 && (indent < 0 || indent > block)) { found.set(i, 'text'); return; }
    block = -1;
    if (line.includes('|') || line.includes('>')) block = BLOCK.test(line) ? Math.max(indent, 0) : -1;
    if (/^\s*\/\*/.test(line) && !line.includes('*/')) note = true;
  });
  return found;
}

/** Takes a line apart. @param {string} line @param {'text'|'note'} [whole] it is this and nothing else @returns {Piece[]} */
function pieces(line, whole) {
  if (whole || line.length > 4000) return [{ kind: whole ?? '', text: line }];
  /** @type {Piece[]} */ const out = [];
  let at = 0;
  for (const match of line.matchAll(PIECES)) {
    if (match.index > at) out.push({ kind: '', text: line.slice(at, match.index) });
    const [kind] = /** @type {[any, string]} */ (Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined));
    if (kind === 'text' && /\*\*\*|\$\{|enc:v1:/.test(match[0])) out.push({ kind: 'secret', text: match[0] });
    else out.push({ kind, text: match[0] });
    at = match.index + match[0].length;
  }
  if (at < line.length) out.push({ kind: '', text: line.slice(at) });
  return out;
}

/** Height of a line, as settings.css has it. */
const LINE = 20;

/** Where a position is. @param {string} text @param {number} at */
const rowOf = (text, at) => { const before = text.slice(0, at); return { row: before.split('\n').length - 1, column: at - before.lastIndexOf('\n') - 1 }; };
/** @param {string[]} lines @param {number} row */
const startOf = (lines, row) => lines.slice(0, row).reduce((sum, line) => sum + line.length + 1, 0);

/** Writes as a person would, so that Ctrl+Z takes it back. @param {HTMLTextAreaElement} box @param {number} from @param {number} to @param {string} text */
function type(box, from, to, text) {
  box.focus();
  box.setSelectionRange(from, to);
  if (!document.execCommand('insertText', false, text)) {
    box.setRangeText(text, from, to, 'end');
    box.dispatchEvent(new Event('input', { bubbles: true }));
  }
}

/**
 * @typedef {{line: number, path?: string, message: string, warning?: boolean}} Note
 * @param {{label: string, value: string, onInput: (text: string) => void, notes?: Note[], schema?: any, names?: (path: string[]) => {label: string, hint?: string}[],
 *   readonly?: boolean, onSave?: () => void, hold?: (to: {line: (n: number) => void}) => void}} props
 * notes: marked at their lines. schema: for completion, absent: none. hold: gets what moves the caret to a line.
 */
export function Editor({ label, value, onInput, notes = [], schema, names, readonly, onSave, hold }) {
  const id = useId();
  const box = useRef(/** @type {HTMLTextAreaElement|null} */ (null)), layer = useRef(/** @type {HTMLDivElement|null} */ (null)), gutter = useRef(/** @type {HTMLDivElement|null} */ (null));
  const lines = useMemo(() => value.split('\n'), [value]);
  const whole = useMemo(() => wholes(lines), [lines]);
  const rows = Math.max(14, Math.min(32, lines.length + 2));
  const marks = useMemo(() => new Map(notes.map((note) => [note.line, note])), [notes]);
  const [seen, look] = useState({ first: 0, last: 50 });
  const [spot, setSpot] = useState(/** @type {import('./complete.js').Spot|null} */ (null));
  const [row, setRow] = useState(0);
  const [list, setList] = useState(/** @type {{items: import('./complete.js').Suggestion[], at: number, left: number, top: number}|null} */ (null));

  const scroll = () => {
    const area = box.current, on = layer.current, side = gutter.current;
    if (!area || !on || !side) return;
    on.style.transform = `translate(${-area.scrollLeft}px, ${-area.scrollTop}px)`;
    side.style.transform = `translateY(${-area.scrollTop}px)`;
    const first = Math.floor(area.scrollTop / LINE), last = Math.ceil((area.scrollTop + area.clientHeight) / LINE);
    look((old) => (first >= old.first && last <= old.last ? old : { first: Math.max(0, first - 30), last: last + 30 }));
  };
  useLayoutEffect(scroll, [value]);
  useEffect(() => {
    const watch = new ResizeObserver(scroll);
    if (box.current) watch.observe(box.current);
    return () => watch.disconnect();
  }, []);

  const caret = () => {
    const area = box.current;
    if (!area) return null;
    const now = area.value.split('\n'), at = rowOf(area.value, area.selectionStart);
    setRow(at.row);
    const found = schema ? spotAt(now, at.row, at.column) : null;
    setSpot(found);
    return { now, at, found, area };
  };
  const taking = useRef(false);
  const open = (typing = false) => {
    const here = caret();
    if (!here?.found || readonly) return setList(null);
    const items = suggest(schema, here.found, names);
    if (typing && !items.length) return setList(null);
    const pen = document.createElement('canvas').getContext('2d');
    if (pen) pen.font = getComputedStyle(here.area).font;
    const width = pen?.measureText(here.now[here.at.row].slice(0, here.found.from)).width ?? 0;
    const under = (here.at.row + 1) * LINE - here.area.scrollTop + 10;
    const room = here.area.clientHeight - under;
    setList({ items, at: 0, left: Math.max(0, Math.min(width - here.area.scrollLeft, here.area.clientWidth - 300)), top: room < 180 && under > 260 ? under - LINE - 250 : under });
  };
  const take = (item) => {
    const here = caret();
    setList(null);
    if (!here?.found) return;
    const start = startOf(here.now, here.at.row) + here.found.from;
    taking.current = true;
    type(here.area, start, here.area.selectionStart, item.insert.endsWith(': ') && /^ *:/.test(here.area.value.slice(here.area.selectionStart)) ? item.insert.slice(0, -2) : item.insert);
    taking.current = false;
    caret();
  };
  useEffect(() => hold?.({ line: (n) => {
    const area = box.current;
    if (!area) return;
    const now = area.value.split('\n'), start = startOf(now, Math.min(n, now.length) - 1);
    area.focus();
    area.setSelectionRange(start, start + (now[n - 1]?.length ?? 0));
    area.scrollTop = Math.max(0, (n - 1) * LINE - area.clientHeight / 2);
    area.scrollLeft = 0;
    caret();
  } }), [schema]);

  const keys = (event) => {
    const ctrl = event.ctrlKey || event.metaKey;
    if (ctrl && event.key === 's') { event.preventDefault(); onSave?.(); return; }
    if ((event.ctrlKey && event.key === ' ') || (event.altKey && event.key === '/')) { event.preventDefault(); open(); return; }
    if (list) {
      const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
      if (step && list.items.length) { event.preventDefault(); setList({ ...list, at: Math.abs(step) === 1 ? (list.at + step + list.items.length) % list.items.length : Math.max(0, Math.min(list.items.length - 1, list.at + step)) }); return; }
      if ((event.key === 'Enter' || event.key === 'Tab') && list.items.length && !event.shiftKey) { event.preventDefault(); take(list.items[list.at]); return; }
      if (event.key === 'Escape') { event.preventDefault(); event.stopPropagation(); setList(null); return; }
      if (['ArrowLeft', 'ArrowRight', 'Home', 'End'].includes(event.key)) setList(null);
    } else if (event.key === 'Enter' && !ctrl && !event.isComposing && !readonly) {
      const area = event.currentTarget, { row: at, column } = rowOf(area.value, area.selectionStart), line = area.value.split('\n')[at].slice(0, column);
      const indent = (/^ *(?:- +)*/.exec(line)?.[0].length ?? 0) + (/[:{[]\s*$/.test(line) ? 2 : 0);
      if (indent) { event.preventDefault(); type(area, area.selectionStart, area.selectionEnd, `\n${' '.repeat(/^ *- *$/.test(line) ? line.search('-') : indent)}`); }
    }
  };
  const input = (event) => { onInput(event.currentTarget.value); if (list && !taking.current) open(true); else caret(); };
  const first = Math.min(seen.first, lines.length), shown = lines.slice(first, seen.last);
  const known = schema && spot && !list ? describe(schema, spot.path) : null;
  const wrong = marks.get(row + 1);
  return html`<div class="editor" style=${{ '--rows': rows, '--digits': String(lines.length).length }}>
    <div class="editor-box">
      <div class="editor-side" aria-hidden="true"><div ref=${gutter} style=${{ paddingBlockStart: `${first * LINE}px` }}>${shown.map((_, i) => {
        const note = marks.get(first + i + 1);
        return html`<div key=${first + i} class=${cls(first + i === row && 'now', note && (note.warning ? 'odd' : 'wrong'))}>${note ? '!' : ''}<span>${first + i + 1}</span></div>`;
      })}</div></div>
      <div class="editor-text">
        <div class="editor-layer" aria-hidden="true"><div ref=${layer} style=${{ paddingBlockStart: `${first * LINE}px` }}>${shown.map((line, i) => html`<div key=${first + i}
          class=${cls(first + i === row && 'now', marks.has(first + i + 1) && (marks.get(first + i + 1)?.warning ? 'odd' : 'wrong'))}>${pieces(line, whole.get(first + i)).map((p) => (p.kind ? html`<span class="hl-${p.kind}">${p.text}</span>` : p.text))}${'\n'}</div>`)}</div></div>
        <textarea ref=${box} aria-label=${label} value=${value} readonly=${readonly} spellcheck=${false} autocomplete="off" autocapitalize="off" wrap="off"
          aria-autocomplete=${schema ? 'list' : undefined} aria-controls=${list ? `${id}-list` : undefined} aria-activedescendant=${list?.items.length ? `${id}-${list.at}` : undefined}
          aria-describedby="${id}-help" aria-invalid=${notes.some((n) => !n.warning) ? 'true' : undefined}
          onInput=${input} onScroll=${scroll} onKeyDown=${keys} onKeyUp=${() => !list && caret()} onClick=${() => { setList(null); caret(); }} onBlur=${() => setList(null)} />
        ${list && html`<${Choices} id=${id} list=${list} take=${take} />`}
      </div>
    </div>
    ${schema && !readonly && html`<button type="button" class="button small touch" onMouseDown=${(e) => e.preventDefault()} onClick=${() => open()}>${t('settings.editor.choices')}</button>`}
    <p class="editor-foot small quiet" id="${id}-help">${wrong ? html`<span class=${wrong.warning ? 'warn-text' : 'bad-text'}>${wrong.message}</span>`
      : known ? html`<code>${spot?.path.join('.').replace(/\.\[\]/g, '[]')}</code> ${known.hint}${known.usual !== undefined && ` ${t('settings.editor.usual', { value: String(known.usual) })}`}`
      : html`${schema && !readonly && html`<span class="desk"><kbd>Ctrl</kbd>+<kbd>Space</kbd> ${t('settings.editor.suggests')}</span> `}${onSave && html`<span class="desk"><kbd>Ctrl</kbd>+<kbd>S</kbd> ${t('settings.editor.saves')}</span>`}`}</p>
    <span class="sr" role="status">${list ? t('settings.editor.count', { n: list.items.length }) : ''}</span>
  </div>`;
}

/** What may stand here; the textarea keeps the focus. */
function Choices({ id, list, take }) {
  const element = useRef(/** @type {HTMLDivElement|null} */ (null));
  useLayoutEffect(() => element.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' }), [list.at, list.items]);
  const chosen = list.items[list.at];
  return html`<div class="choices" style=${{ left: `${list.left}px`, top: `${list.top}px` }} onMouseDown=${(e) => e.preventDefault()}>
    <div role="listbox" id="${id}-list" aria-label=${t('settings.editor.choices')} ref=${element}>${list.items.map((item, i) => html`
      <div key=${item.label} role="option" id="${id}-${i}" aria-selected=${i === list.at ? 'true' : 'false'} onClick=${() => take(item)}><code>${item.label}</code>${item.detail && html`<span class="quiet small">${item.detail}</span>`}</div>`)}</div>
    ${chosen ? chosen.hint && html`<p class="small">${chosen.hint}</p>` : html`<p class="quiet small">${t('settings.editor.nothing')}</p>`}</div>`;
}
