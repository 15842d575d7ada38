/**
 * Words, numbers and dates in the language of the reader. A text is named page.key: the page is the file
 * (pages/PAGE/PAGE.en.json, and lib/ui.en.json for 'ui'), the rest is the member in it.
 */
import { signal } from './html.js';

/** 'en' or 'zh'. Reading it in a component (t does) renders the component again when it changes. */
export const lang = signal(document.documentElement.lang === 'zh' ? 'zh' : 'en');

/** @type {Record<string, Record<string, Record<string, any>>>} language -> page -> texts */ const texts = {};

/** Loads all texts of a language, which is one file when it is served; done before anything is shown in it. */
export async function load(language = lang.value) {
  const response = await fetch(`/console/${language}.json`);
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  texts[language] = await response.json();
}

/** Changes the language and keeps it. @param {'en'|'zh'} to */
export async function setLang(to) {
  if (!texts[to]) await load(to);
  document.documentElement.lang = to;
  try { localStorage.setItem('sluice.lang', to); } catch { /* private window: for this page only */ }
  lang.value = to;
}

/**
 * The text of a key, with {name} replaced. A text that counts is an object {"one", "other"} chosen by `n` (zh needs only "other").
 * @param {string} key 'page.key' @param {Record<string, any>} [values] @returns {string}
 */
export function t(key, values) {
  const dot = key.indexOf('.');
  let text = texts[lang.value]?.[key.slice(0, dot)]?.[key.slice(dot + 1)];
  if (text && typeof text === 'object') text = text[new Intl.PluralRules(locale()).select(values?.n ?? 0)] ?? text.other;
  if (text === undefined) return key;
  return values ? text.replace(/\{(\w+)\}/g, (all, name) => {
    const value = values[name];
    return value === undefined ? all : typeof value === 'number' ? number(value) : String(value);
  }) : text;
}

/** Whether a key has a text: for codes that come from the server. @param {string} key */
export const has = (key) => t(key) !== key;

/** The member of {"en","zh"} that fits: hints and names that the server sends. @param {{en?:string, zh?:string}|string|null|undefined} both */
export const say = (both) => (typeof both === 'string' ? both : both?.[lang.value] ?? both?.en ?? '');

const locale = () => (lang.value === 'zh' ? 'zh-CN' : 'en-GB');
/** @type {Map<string, any>} */ const formats = new Map();
function format(kind, options) {
  // British dates have a 24 hour clock and the day first, but British thousands a small k.
  const of = kind === Intl.NumberFormat && lang.value === 'en' ? 'en-US' : locale();
  const id = of + kind.name + JSON.stringify(options);
  if (!formats.has(id)) formats.set(id, new kind(of, options));
  return formats.get(id);
}

/** 1234567 -> "1,234,567"; compact: "1.2M" (123万). @param {number|null|undefined} n @param {{compact?:boolean, digits?:number}} [how] */
export function number(n, { compact = false, digits = compact ? 1 : 2 } = {}) {
  if (n === null || n === undefined || Number.isNaN(n)) return '–';
  return format(Intl.NumberFormat, { maximumFractionDigits: digits, ...(compact && Math.abs(n) >= 10000 ? { notation: 'compact' } : {}) }).format(n);
}

/** 0.123 -> "12.3%". @param {number|null|undefined} share @param {number} [digits] */
export const percent = (share, digits = 1) => (share === null || share === undefined || Number.isNaN(share) ? '–'
  : format(Intl.NumberFormat, { style: 'percent', maximumFractionDigits: digits }).format(share));

/** Millionths of a currency unit -> "$0.0123". Small amounts keep the digits that say something. @param {number|null|undefined} micro @param {string} [currency] */
export function money(micro, currency = 'USD') {
  if (micro === null || micro === undefined) return '–';
  const amount = micro / 1e6;
  const digits = amount !== 0 && Math.abs(amount) < 1 ? 6 : 2;
  return format(Intl.NumberFormat, { style: 'currency', currency, currencyDisplay: 'narrowSymbol', minimumFractionDigits: 2, maximumFractionDigits: digits }).format(amount);
}

/** 812 -> "812 ms", 4210 -> "4.21 s", 90000 -> "1 min 30 s". @param {number|null|undefined} ms */
export function duration(ms) {
  if (ms === null || ms === undefined) return '–';
  if (ms < 1000) return `${number(ms, { digits: ms < 10 ? 1 : 0 })} ms`;
  if (ms < 60000) return `${number(ms / 1000)} s`;
  const unit = (value, name) => `${number(value)} ${t(`ui.unit.${name}`)}`;
  const s = Math.round(ms / 1000);
  if (s < 3600) return s % 60 ? `${unit(Math.floor(s / 60), 'min')} ${s % 60} s` : unit(s / 60, 'min');
  if (s < 86400) return s % 3600 >= 60 ? `${unit(Math.floor(s / 3600), 'h')} ${unit(Math.floor((s % 3600) / 60), 'min')}` : unit(Math.floor(s / 3600), 'h');
  return s % 86400 >= 3600 ? `${unit(Math.floor(s / 86400), 'd')} ${unit(Math.floor((s % 86400) / 3600), 'h')}` : unit(Math.floor(s / 86400), 'd');
}

/** 1536 -> "1.5 KB". @param {number|null|undefined} n */
export function bytes(n) {
  if (n === null || n === undefined) return '–';
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let at = 0;
  for (; n >= 1024 && at < units.length - 1; at++) n /= 1024;
  return `${number(n, { digits: n < 10 && at ? 1 : 0 })} ${units[at]}`;
}

/** Local date and time as text. For the screen use the component When, which has UTC in its title. @param {number|string|null|undefined} at @param {'full'|'day'|'time'} [how] */
export function when(at, how = 'full') {
  if (at === null || at === undefined) return '–';
  const day = { year: 'numeric', month: '2-digit', day: '2-digit' };
  const time = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' };
  return format(Intl.DateTimeFormat, how === 'day' ? day : how === 'time' ? time : { ...day, ...time }).format(new Date(at));
}

/** "3 minutes ago", "in 2 hours". @param {number|string} at @param {number} [now] */
export function ago(at, now = Date.now()) {
  const s = (new Date(at).getTime() - now) / 1000;
  const relative = format(Intl.RelativeTimeFormat, { numeric: 'auto' });
  for (const [unit, size] of /** @type {[Intl.RelativeTimeFormatUnit, number][]} */ ([['day', 86400], ['hour', 3600], ['minute', 60]])) {
    if (Math.abs(s) >= size) return relative.format(Math.trunc(s / size), unit);
  }
  return relative.format(Math.trunc(s), 'second');
}

/** UTC of an instant, for titles. @param {number|string} at */
export const utc = (at) => new Date(at).toISOString().replace('T', ' ').replace(/\.\d+Z$/, ' UTC');
