/** What GET /openapi.json says, made readable: groups, members, an example call. */

/**
 * @typedef {{method: string, path: string, summary: string, role: string|null, parameters: any[], body: any, answers: {status: string, schema: any}[], group: string}} Question
 * @typedef {{name: string, depth: number, must: boolean, type: string, about: string}} Member
 */

/** @param {any} api @returns {Question[]} */
export const questions = (api) => Object.entries(api.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, q]) => ({
  method: method.toUpperCase(), path, summary: q.summary ?? '', role: q['x-role'] ?? null, parameters: q.parameters ?? [], body: content(q.requestBody),
  answers: Object.entries(q.responses ?? {}).filter(([status]) => status !== 'default').map(([status, answer]) => ({ status, schema: content(answer) })), group: q.tags?.[0] ?? path.split('/')[1] })));

const content = (of) => /** @type {any} */ (Object.values(of?.content ?? {})[0])?.schema ?? null;

/** Follows references and the wrapping around them. @returns {any} */
function plain(api, schema) {
  let here = schema ?? {}, about = '';
  for (let i = 0; i < 8; i++) {
    about ||= here.description ?? '';
    if (here.$ref) here = api.components.schemas[here.$ref.split('/').pop()] ?? {};
    else if (here.allOf?.length === 1) [here] = here.allOf;
    else if (here.anyOf?.length === 2 && here.anyOf[1].type === 'null') here = { ...plain(api, here.anyOf[0]), nullable: true };
    else break;
  }
  return { ...here, description: about };
}

function word(api, schema) {
  const it = plain(api, schema);
  const of = it.enum ? it.enum.map((each) => JSON.stringify(each)).join(' | ') : it.type === 'array' ? `${word(api, it.items)}[]` : it.anyOf ? it.anyOf.map((each) => word(api, each)).join(' | ') : it.type ?? 'any';
  return it.nullable ? `${of} | null` : of;
}

/** The members of a schema, those of members below them. @param {any} api @param {any} schema @returns {Member[]} */
export function members(api, schema, depth = 0) {
  let it = plain(api, schema);
  while (it.type === 'array') it = plain(api, it.items);
  return Object.entries(it.properties ?? {}).flatMap(([name, of]) => [
    { name, depth, must: it.required?.includes(name) ?? false, type: word(api, of), about: plain(api, of).description },
    ...(depth < 3 ? members(api, of, depth + 1) : [])]);
}

/** The type of a parameter in a word. @param {any} api @param {any} schema */
export const typeOf = (api, schema) => word(api, schema);

function example(api, schema, depth = 0) {
  const it = plain(api, schema);
  if (it.enum) return it.enum[0];
  if (it.type === 'array') return depth > 2 ? [] : [example(api, it.items, depth + 1)];
  if (it.type === 'object' || it.properties) return Object.fromEntries(Object.entries(it.properties ?? {}).filter(([name]) => it.required?.includes(name) || (!it.required && depth === 0)).map(([name, of]) => [name, example(api, of, depth + 1)]));
  return { string: '...', integer: 1, number: 1, boolean: true }[it.type] ?? null;
}

/** How it is asked with curl. @param {any} api @param {Question} q @param {string} host */
export function curl(api, q, host) {
  const must = q.parameters.filter((p) => p.in === 'query' && p.required).map((p) => `${p.name}=...`).join('&');
  const address = `${host}${api.servers?.[0]?.url ?? ''}${q.path.replace(/\{(\w+)\}/g, (_, name) => name.toUpperCase())}${must && `?${must}`}`;
  const lines = [`curl${q.method === 'GET' ? '' : ` -X ${q.method}`} '${address}'`];
  if (q.role !== 'open') lines.push(`-H "Authorization: Bearer $ADMIN_TOKEN"`);
  for (const p of q.parameters.filter((each) => each.in === 'header')) lines.push(`-H '${p.name}: ${p.name === 'If-Match' ? '*' : '...'}'`);
  if (q.body) lines.push(`-H 'content-type: application/json'`, `-d '${JSON.stringify(example(api, q.body)).replace(/'/g, String.raw`'\''`)}'`);
  return lines.join(' \\\n  ');
}
