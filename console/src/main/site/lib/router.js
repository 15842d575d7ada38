/** Addresses below /console, on the History API. */
import { signal } from './html.js';
import { t } from './text.js';

/** @typedef {{path: string, query: URLSearchParams}} Place */
const read = () => ({ path: location.pathname.replace(/^\/console(?=\/|$)/, '').replace(/\/+$/, '') || '/', query: new URLSearchParams(location.search) });

/** Where we are: path without /console ('/keys/abc'), query. @type {import('@preact/signals').Signal<Place>} */
export const place = signal(read());
/** Counts real navigations (not mere changes of the query): the layout moves focus to the new page's heading. */
export const visits = signal(0);

/** A path as the browser writes it. @param {string} path '/keys?owner=x' */
export const href = (path) => `/console${path === '/' ? '' : path}`;

/** Set it while something would be lost by leaving the page: go() and the browser then ask first. */
export const unsaved = signal(false);

/** Goes to a path. @param {string} path '/keys/abc?x=1' @param {{replace?: boolean}} [how] */
export function go(path, { replace = false } = {}) {
  const before = place.value.path;
  if (unsaved.value && path.split('?')[0] !== before) {
    if (!window.confirm(t('ui.unsaved'))) return;
    unsaved.value = false;
  }
  history[replace ? 'replaceState' : 'pushState'](null, '', href(path));
  place.value = read();
  if (place.value.path !== before) visits.value++;
}

/** Changes members of the query and stays on the page; '' or null takes one out. Filters live here. @param {Record<string, any>} changes @param {{replace?: boolean}} [how] */
export function setQuery(changes, { replace = true } = {}) {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === undefined || value === '') query.delete(name);
    else query.set(name, String(value));
  }
  const text = query.toString();
  go(place.value.path + (text ? `?${text}` : ''), { replace });
}

/** Listens to back, forward and plain clicks on links below /console: pages write ordinary <a href=${href('/keys')}>. */
export function listen() {
  addEventListener('beforeunload', (event) => { if (unsaved.value) event.preventDefault(); });
  addEventListener('popstate', () => {
    const before = place.value.path;
    place.value = read();
    if (place.value.path !== before) visits.value++;
  });
  document.addEventListener('click', (event) => {
    const link = /** @type {Element} */ (event.target).closest?.('a[href]');
    if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.origin !== location.origin || link.target || link.hasAttribute('download') || !/^\/console(\/|$)/.test(link.pathname)) return;
    if (link.hash && link.pathname === location.pathname) return;
    event.preventDefault();
    go(link.pathname.slice('/console'.length) + link.search || '/');
  });
}
