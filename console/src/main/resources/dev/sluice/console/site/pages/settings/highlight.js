/** Colours for YAML and JSON, line by line: what a screen shows is all that is looked at closely. */

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
export function wholes(lines) {
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
export function pieces(line, whole) {
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
