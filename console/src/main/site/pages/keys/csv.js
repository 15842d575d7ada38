/** Keys as CSV: read for making many at once, written for a spreadsheet. */
import { plainTerms } from './terms.js';

/** What a line for a new key may say. */
export const COLUMNS = ['id', 'owner', 'team', 'models', 'expires', 'rpm', 'tpm', 'parallel', 'budget', 'currency', 'window'];

/** Cells of CSV text (RFC 4180; commas, semicolons or tabs, whichever the first line has). @param {string} text @returns {string[][]} */
export function cells(text) {
  const first = text.split(/\r?\n/, 1)[0];
  const mark = ['\t', ';', ','].find((m) => first.includes(m)) ?? ',';
  /** @type {string[][]} */ const rows = [];
  let row = [''], quoted = false;
  const source = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  for (let i = 0; i < source.length; i++) {
    const c = source[i];
    if (quoted) {
      if (c === '"' && source[i + 1] === '"') { row[row.length - 1] += '"'; i++; } else if (c === '"') quoted = false;
      else row[row.length - 1] += c;
    } else if (c === '"') quoted = true;
    else if (c === mark) row.push('');
    else if (c === '\n') { rows.push(row); row = ['']; } else row[row.length - 1] += c;
  }
  rows.push(row);
  return rows.map((r) => r.map((c) => c.trim())).filter((r) => r.some(Boolean));
}

/** A table as CSV. A cell that a spreadsheet would take for a formula gets a ' before it. @param {any[][]} rows */
export const written = (rows) => rows.map((row) => row.map((cell) => {
  const plain = String(cell ?? '');
  const safe = /^[=+\-@\t\r]/.test(plain) ? `'${plain}` : plain;
  return /[",;\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}).join(',')).join('\r\n') + '\r\n';

/**
 * What CSV text asks for. The first line names the columns. @param {string} text
 * @returns {{unknown: string[], rows: {line: number, words: Record<string, any>, wrong: string}[]}} wrong: the column that cannot be understood
 */
export function wanted(text) {
  const [head = [], ...lines] = cells(text);
  const names = head.map((h) => h.toLowerCase());
  return { unknown: names.filter((n) => n && !COLUMNS.includes(n)), rows: lines.map((line, i) => {
    const say = Object.fromEntries(names.map((n, at) => [n, line[at] ?? '']));
    const whole = ['rpm', 'tpm', 'parallel'].find((m) => say[m] && !/^[1-9]\d*$/.test(say[m]));
    const wrong = whole ?? (say.budget && !/^\d+(\.\d{1,6})?$/.test(say.budget) ? 'budget' : say.expires && Number.isNaN(Date.parse(say.expires)) ? 'expires' : '');
    const plain = plainTerms({ limits: [{ rpm: say.rpm ?? '', tpm: say.tpm ?? '', parallel: say.parallel ?? '' }], budgets: say.budget ? [{ amount: say.budget, currency: (say.currency || 'USD').toUpperCase(), window: say.window || 'month' }] : [] });
    const words = { id: say.id, owner: say.owner, team: say.team, models: (say.models ?? '').split(/[\s;|,]+/).filter(Boolean), expires: say.expires, limits: plain.limits, budgets: plain.budgets };
    return { line: i + 2, wrong, words: Object.fromEntries(Object.entries(words).filter(([, v]) => v && v.length)) };
  }) };
}

/** A key as a line of the export. @param {any} key @returns {any[]} */
export function lineOf(key) {
  const all = key.limits.find((l) => !l.model) ?? {};
  const [budget] = key.budgets;
  return [key.id, key.owner, key.team, key.models.join(' '), key.expires, all.rpm, all.tpm, all.parallel, budget?.amount, budget?.currency, budget?.window, `…${key.hint}`, key.enabled, key.created];
}

/** What stands over them. */
export const EXPORT = [...COLUMNS, 'hint', 'enabled', 'created'];

/** Gives the browser a file. @param {string} name @param {string} text */
export function download(name, text) {
  const url = URL.createObjectURL(new Blob(['\ufeff', text], { type: 'text/csv;charset=utf-8' }));
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
