import { html, useEffect, useLayoutEffect, useRef, useState } from '../lib/html.js';
import { lang, number, t, when } from '../lib/text.js';
import { uplot } from '../lib/uplot.js';
import { When } from './figures.js';

/** @typedef {{label: string, values: (number|null)[], kind?: 'line'|'area'|'bars', colour?: 'accent'|'ok'|'warn'|'bad'|'info'|'muted'}} Series */

/** A variable of the style sheet as the canvas wants it: resolved for the theme in force. */
function colour(name, at) {
  const probe = document.createElement('span');
  probe.style.color = `var(--${name})`;
  at.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}
const faint = (rgb, alpha) => rgb.replace(/^rgb\((.*)\)$/, `rgba($1, ${alpha})`);

/** Values between gaps: a line that has one end only is not seen, so they become points. @param {(number|null)[]} values */
const lonely = (values) => values.flatMap((v, i) => ((v ?? null) !== null && (values[i - 1] ?? null) === null && (values[i + 1] ?? null) === null ? [i] : []));

/** Options of uPlot for what the component was given. */
function options(uPlot, box, { series, times, height, format, onRange }, follow) {
  const width = box.clientWidth, text = colour('muted', box), grid = { stroke: colour('line', box), width: 1 };
  const font = `12px ${getComputedStyle(box).fontFamily}`;
  const long = times.length > 1 && times[times.length - 1] - times[0] > 86400000;
  return {
    width, height, ms: 1, legend: { show: false }, cursor: { drag: { x: !!onRange, y: false }, points: { size: 7 }, y: false },
    scales: { x: { time: true }, y: { range: (_, low, high) => [Math.min(0, low), high > 0 ? high * 1.1 : 1] } },
    axes: [{ stroke: text, font, grid: { show: false }, ticks: grid, size: 30, space: long ? 90 : 64, values: (_, ticks) => ticks.map((at) => (long ? when(at).replace(/[:：]\d\d$/, '').slice(0, -6) : when(at, 'time').slice(0, 5))) },
      { stroke: text, font, grid, ticks: { show: false }, size: 56, space: 36, values: (_, ticks) => ticks.map((v) => format(v)) }],
    series: [{}, ...series.map((s) => {
      const stroke = colour(s.colour ?? 'accent', box);
      return { label: s.label, stroke, width: s.kind === 'bars' ? 0 : 1.5, points: { show: times.length < 3, ...(s.kind !== 'bars' && { size: 5, fill: stroke, filter: (u, i, all) => (all ? null : lonely(u.data[i])) }) }, spanGaps: false,
        fill: s.kind === 'bars' ? faint(stroke, 0.7) : s.kind === 'area' ? faint(stroke, 0.15) : undefined,
        paths: s.kind === 'bars' ? uPlot.paths.bars({ size: [0.8, 40] }) : undefined };
    })],
    hooks: {
      setCursor: [(u) => follow(u.cursor.idx ?? null)],
      setSelect: [(u) => { if (onRange && u.select.width > 4) onRange(Math.round(u.posToVal(u.select.left, 'x')), Math.round(u.posToVal(u.select.left + u.select.width, 'x'))); }],
    },
  };
}

/**
 * Numbers over time, by uPlot. The canvas is for eyes; the legend has the value under the pointer, and the same numbers are in a table
 * that opens below. Dragging calls onRange(from, to) where it is given.
 * @param {{title: string, times: number[], series: Series[], height?: number, format?: (v: number|null) => string, onRange?: (from: number, to: number) => void}} props times in ms
 */
export function Chart(props) {
  const { title, times, series, height = 180, format = (v) => number(v, { compact: true }), onRange } = props;
  const box = useRef(/** @type {HTMLDivElement|null} */ (null));
  const [at, follow] = useState(/** @type {number|null} */ (null));
  const [uPlot, got] = useState(/** @type {any} */ (null));
  const [open, setOpen] = useState(false);
  const [turn, redraw] = useState(0);
  const drawn = useRef(/** @type {any} */ (null));
  const language = lang.value;
  useEffect(() => {
    uplot().then((made) => got(() => made));
    const dark = matchMedia('(prefers-color-scheme: dark)'), again = () => redraw((n) => n + 1);
    dark.addEventListener('change', again);
    const theme = new MutationObserver(again);
    theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => { dark.removeEventListener('change', again); theme.disconnect(); };
  }, []);
  useLayoutEffect(() => {
    const element = box.current;
    if (!uPlot || !element) return undefined;
    const data = [times, ...series.map((s) => s.values)];
    const plot = drawn.current = new uPlot(options(uPlot, element, { series, times, height, format, onRange }, follow), data, element);
    const size = new ResizeObserver(() => { if (element.clientWidth && element.clientWidth !== plot.width) plot.setSize({ width: element.clientWidth, height }); });
    size.observe(element);
    return () => { size.disconnect(); plot.destroy(); };
  }, [uPlot, turn, language, height, series.map((s) => s.label + s.kind + s.colour).join()]);
  useLayoutEffect(() => { drawn.current?.setData([times, ...series.map((s) => s.values)]); }, [times, series]);
  const show = at !== null && at < times.length ? at : times.length - 1;
  return html`<figure class="chart"><figcaption><span class="chart-title">${title}</span>
      <span class="legend">${series.map((s) => html`<span key=${s.label}><i class="swatch ${s.colour ?? 'accent'}" />${s.label} <b class="num">${format(s.values[show] ?? null)}</b></span>`)}
        <span class="quiet num">${times.length ? html`<${When} at=${times[show]} how="time" />` : ''}</span></span></figcaption>
    <div class="plot" ref=${box} aria-hidden="true" style=${{ minHeight: `${height}px` }} />
    <details class="numbers" onToggle=${(e) => setOpen(e.currentTarget.open)}><summary>${t('ui.asTable')}</summary>${open && html`<${Numbers} ...${{ title, times, series, format }} />`}</details>
  </figure>`;
}

/** The same numbers for who does not see the canvas. */
const Numbers = ({ title, times, series, format }) => html`<div class="table-scroll" tabindex="0" role="group" aria-label=${title}><table class="table">
  <thead><tr><th scope="col">${t('ui.time')}</th>${series.map((s) => html`<th key=${s.label} scope="col" class="end">${s.label}</th>`)}</tr></thead>
  <tbody>${times.map((time, i) => html`<tr key=${time}><td><${When} at=${time} /></td>${series.map((s) => html`<td key=${s.label} class="end num">${format(s.values[i] ?? null)}</td>`)}</tr>`)}</tbody></table></div>`;
