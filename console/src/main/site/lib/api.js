/** The control API. Paths are below /admin/api: get('/keys', {limit: 50}). */
import { session } from './session.js';

/** What the server refused, or that it was not reached (status 0, code 'unreachable'). */
export class ApiFailure extends Error {
  /** @param {{status:number, code:string, message:string, param?:string|null, problems?:any[], etag?:string|null, id?:string|null, retryAfter?:number|null}} what */
  constructor(what) {
    super(what.message);
    this.status = what.status;
    this.code = what.code;
    this.param = what.param ?? null;
    /** @type {{line?:number, message:string}[]} */ this.problems = what.problems ?? [];
    this.etag = what.etag ?? null;
    /** x-request-id: what to look for in the gateway's log */ this.id = what.id ?? null;
    /** seconds */ this.retryAfter = what.retryAfter ?? null;
  }
}

/**
 * @typedef {{query?: Record<string, any>, body?: any, etag?: string, signal?: AbortSignal, type?: string, keepalive?: boolean, headers?: Record<string,string>}} Ask
 * query: null, undefined and '' are left out, arrays repeat. body: an object becomes JSON, a string goes as it is (type says what it is).
 * etag: sent as If-Match.
 */

/** @param {Record<string, any>} [query] */
export function queryText(query) {
  const out = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== null && one !== undefined && one !== '') out.append(name, String(one));
  }
  const text = out.toString();
  return text ? `?${text}` : '';
}

/**
 * One question; the answer with its ETag. The verbs below give the data alone.
 * @param {string} method @param {string} path @param {Ask} [ask] @returns {Promise<{data:any, etag:string|null, status:number, headers:Headers}>}
 */
export async function request(method, path, { query, body, etag, signal, type, keepalive, headers = {} } = {}) {
  /** @type {Record<string,string>} */ const head = { accept: 'application/json, */*;q=0.5', ...headers };
  if (session.value?.csrf && method !== 'GET') head['x-csrf-token'] = session.value.csrf;
  if (etag) head['if-match'] = /^(W\/)?"|^\*$/.test(etag) ? etag : `"${etag}"`;
  if (body !== undefined) head['content-type'] = type ?? (typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json');
  let response;
  try {
    response = await fetch(`/admin/api${path}${queryText(query)}`, {
      method, headers: head, signal, keepalive, credentials: 'same-origin',
      body: body === undefined || typeof body === 'string' || body instanceof Blob ? body : JSON.stringify(body) });
  } catch (e) {
    if (e instanceof DOMException && e.name === 'AbortError') throw e;
    throw new ApiFailure({ status: 0, code: 'unreachable', message: String(e instanceof Error ? e.message : e) });
  }
  const data = await content(response);
  if (response.ok) return { data, etag: response.headers.get('etag'), status: response.status, headers: response.headers };
  const error = data?.error ?? {};
  if (response.status === 401 && !path.startsWith('/session')) session.value = null;
  throw new ApiFailure({
    status: response.status, code: error.code ?? `http_${response.status}`, message: error.message ?? response.statusText,
    param: error.param, problems: data?.problems ?? error.problems, etag: response.headers.get('etag') ?? data?.etag,
    id: response.headers.get('x-request-id'), retryAfter: Number(response.headers.get('retry-after')) || null });
}

async function content(response) {
  const kind = response.headers.get('content-type') ?? '';
  if (response.status === 204) return null;
  if (kind.includes('json')) return response.json().catch(() => null);
  return /^text\/|yaml/.test(kind) ? response.text() : response.blob();
}

const verb = (method) => async (/** @type {string} */ path, /** @type {any} */ body = undefined, /** @type {Ask} */ ask = {}) => (await request(method, path, { ...ask, body })).data;

/** @param {string} path @param {Record<string, any>} [query] @param {Ask} [ask] @returns {Promise<any>} */
export const get = async (path, query, ask = {}) => (await request('GET', path, { ...ask, query })).data;
export const post = verb('POST');
export const put = verb('PUT');
export const patch = verb('PATCH');
/** @param {string} path @param {Ask} [ask] @returns {Promise<any>} */
export const del = async (path, ask = {}) => (await request('DELETE', path, ask)).data;

/**
 * Calls fn now and then every ms after it has finished; sleeps while the page is hidden and asks at once when it is seen again.
 * After a failure the pause doubles, to a minute at most. @param {() => Promise<any>} fn @param {number} ms @returns {() => void} stops it
 */
export function poll(fn, ms) {
  let stopped = false, busy = false, pause = ms;
  /** @type {any} */ let timer;
  const turn = async () => {
    if (stopped || busy || document.hidden) return;
    clearTimeout(timer);
    busy = true;
    try { await fn(); pause = ms; } catch { pause = Math.min(pause * 2, 60000); }
    busy = false;
    if (!stopped) timer = setTimeout(turn, pause);
  };
  document.addEventListener('visibilitychange', turn);
  turn();
  return () => { stopped = true; clearTimeout(timer); document.removeEventListener('visibilitychange', turn); };
}
