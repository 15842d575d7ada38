/** What may stand at a place of a sluice.yaml: the place is found from the indentation, what may stand there in the schema. */

/**
 * @typedef {{label: string, insert: string, hint: string, detail: string}} Suggestion
 * @typedef {{path: string[], from: number, word: string, value: boolean, present: Set<string>, indent: number}} Spot
 * path: names, '[]' for an item. from: where the word begins in its line. value: whether a value stands here, not a member's name.
 */

const NAME = /^(?:"([^"]*)"|'([^']*)'|([^\s#:{}[\],"'][^:#{}[\],]*?)) *:(?= |$)/;

/** A line's dashes and name with the columns they stand in; null for an empty line or a comment. */
function read(line) {
  let at = line.search(/\S/);
  if (at < 0 || line[at] === '#') return null;
  const dashes = [];
  while (line[at] === '-' && (line[at + 1] === ' ' || at + 1 === line.length)) {
    dashes.push(at);
    at++;
    while (line[at] === ' ') at++;
  }
  const name = NAME.exec(line.slice(at));
  return { dashes, column: at, name: name ? name[1] ?? name[2] ?? name[3] : null, rest: name ? line.slice(at + name[0].length) : line.slice(at) };
}

/** Takes in the members around: those of the same mapping, and upwards the way to the root. */
function upwards(lines, row, column, dashes, path, present) {
  let limit = column, item = false, near = true;
  const climb = (columns) => {
    for (const dash of [...columns].reverse()) if (dash < limit) { path.unshift('[]'); limit = dash; item = true; near = false; }
  };
  climb(dashes);
  for (let i = row - 1; i >= 0 && (limit > 0 || near || item); i--) {
    const line = read(lines[i]);
    if (!line) continue;
    if (line.name !== null && !item && line.column === limit) {
      if (near) present.add(line.name);
      climb(line.dashes);
      continue;
    }
    if (line.name !== null && (line.column < limit || (item && line.column === limit && !line.dashes.length))) {
      path.unshift(line.name);
      limit = line.column;
      item = near = false;
      climb(line.dashes);
    } else if (!item && near && line.dashes.length && line.column <= limit) climb(line.dashes);
  }
}

function downwards(lines, row, column, present) {
  for (let i = row + 1; i < lines.length; i++) {
    const line = read(lines[i]);
    if (!line) continue;
    if (line.column < column || line.dashes.length && line.dashes[0] < column) return;
    if (line.column === column && line.name !== null) present.add(line.name);
  }
}

/** Goes into {...} and [...] that are open before the caret. @returns {{from: number, value: boolean}|null} null: there is none */
function inside(text, path, present) {
  /** @type {{path: string[], names: Set<string>}[]} */ const open = [];
  let from = 0, name = null, here = /** @type {string[]} */ ([]), quote = '';
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quote) { if (c === quote) quote = ''; continue; }
    if (c === '"' || c === "'") quote = c;
    else if (c === '{' || c === '[') {
      if (open.length && name !== null) here = [...here, name];
      open.push({ path: here, names: new Set() });
      if (c === '[') here = [...here, '[]'];
      name = null;
      from = i + 1;
    } else if (c === '}' || c === ']') { here = open.pop()?.path ?? []; name = null; from = i + 1; }
    else if (c === ',') { name = null; from = i + 1; }
    else if (c === ':' && open.length) { name = text.slice(from, i).trim().replace(/["']/g, ''); open[open.length - 1].names.add(name); from = i + 1; }
  }
  const last = open[open.length - 1];
  if (!last || quote) return null;
  path.push(...here, ...(name !== null ? [name] : []));
  present.clear();
  last.names.forEach((each) => present.add(each));
  while (text[from] === ' ') from++;
  return { from, value: name !== null || here[here.length - 1] === '[]' };
}

/** Finds out where the caret is. @param {string[]} lines @param {number} row @param {number} column @returns {Spot|null} null: in a comment */
export function spotAt(lines, row, column) {
  const before = lines[row].slice(0, column);
  if (/(^|\s)#/.test(before)) return null;
  /** @type {string[]} */ const path = [];
  /** @type {Set<string>} */ const present = new Set();
  const line = read(before) ?? { dashes: [], column, name: null, rest: '' };
  upwards(lines, row, line.column, line.dashes, path, present);
  downwards(lines, row, line.column, present);
  if (line.name !== null) path.push(line.name);
  const restAt = column - line.rest.length;
  const flow = inside(line.rest, path, present);
  const from = flow ? restAt + flow.from : line.name === null ? line.column : column - line.rest.trimStart().length;
  const value = flow ? flow.value : line.name !== null;
  return { path, from, word: before.slice(from), value, present, indent: flow ? -1 : line.column };
}

/** A schema and those it may be instead. @returns {any[]} */
const variants = (schema) => [schema, ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap(variants)];

/** The schemas that hold at a place. @param {any} schema @param {string[]} path @returns {any[]} */
export function schemasAt(schema, path) {
  let here = [schema];
  for (const step of path) {
    here = here.flatMap(variants).flatMap((each) => (step === '[]' ? each.items ?? [] : each.properties?.[step] ?? (typeof each.additionalProperties === 'object' ? each.additionalProperties : [])));
  }
  return here;
}

/** What is known of a place: its description and what it is when absent. @param {any} schema @param {string[]} path */
export function describe(schema, path) {
  const [found] = schemasAt(schema, path);
  return found?.description ? { hint: found.description, usual: found.default } : null;
}

const is = (schema, type) => [schema.type].flat().includes(type);
const kind = (schema) => [...new Set(variants(schema).flatMap((each) => (each.enum ? ['enum'] : [each.type].flat())))].filter(Boolean).join(' | ');

/** What a member's name brings with it: a value in the line, or a line below. */
function after(schema, indent) {
  const first = variants(schema).find((each) => each.type);
  if (indent < 0 || !first) return ': ';
  const below = `:\n${' '.repeat(indent + 2)}`;
  return is(first, 'object') ? below : is(first, 'array') ? `${below}- ` : ': ';
}

/**
 * What may stand at a spot, with what was begun first. `names` gives values that the schema does not know: [] of {label, hint}.
 * @param {any} schema @param {Spot} spot @param {(path: string[]) => {label: string, hint?: string}[]} [names] @returns {Suggestion[]}
 */
export function suggest(schema, spot, names = () => []) {
  const here = schemasAt(schema, spot.path).flatMap(variants);
  /** @type {Suggestion[]} */ const found = [];
  const add = (label, insert, hint, detail) => { if (!found.some((each) => each.label === label)) found.push({ label, insert, hint: hint ?? '', detail: detail ?? '' }); };
  const hint = schemasAt(schema, spot.path)[0]?.description;
  const members = (object, dash) => Object.entries(object.properties ?? {}).forEach(([name, of]) => {
    if (dash || !spot.present.has(name)) add(dash + name, dash + name + after(of, spot.indent < 0 ? -1 : spot.indent + dash.length), of.description, kind(of));
  });
  for (const each of names(spot.path)) add(each.label, each.label, each.hint ?? hint, '');
  for (const each of here) {
    for (const value of each.enum ?? (is(each, 'boolean') && !is(each, 'number') ? [true, false] : [])) add(String(value), String(value), hint, '');
    if (!spot.value) {
      if (each.properties) members(each, '');
      for (const item of each.items ? variants(each.items) : []) if (item.properties && spot.indent >= 0) members(item, '- ');
    }
  }
  const usual = schemasAt(schema, spot.path)[0]?.default;
  if (spot.value && usual !== undefined) add(String(usual), String(usual), hint, '');
  const word = spot.word.toLowerCase();
  const at = (each) => each.label.toLowerCase().indexOf(word);
  return found.filter((each) => at(each) >= 0).sort((a, b) => Number(at(a) > 0) - Number(at(b) > 0));
}
