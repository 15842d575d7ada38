/** The console's beginning: who is there, which page, and the frame around it. */
import { html, render, signal, useEffect, useErrorBoundary } from './lib/html.js';
import { lang, load, t } from './lib/text.js';
import { get } from './lib/api.js';
import { may, session } from './lib/session.js';
import { go, listen, place, visits } from './lib/router.js';
import { pageAt } from './pages.js';
import { Empty, LinkButton, Page, Problem, Skeleton, Toasts, Confirms } from './ui/ui.js';
import { Frame } from './layout.js';
import { Keys } from './shortcuts.js';

/** What is on the screen: a page that has arrived, or the failure to fetch it. @type {import('@preact/signals').Signal<{name: string, component?: any, failure?: any}|null>} */
const shown = signal(null);

/** A page's style sheet; the page waits for it, so that it never appears undressed. */
function styles(name) {
  const address = `/console/pages/${name}/${name}.css`;
  if (document.querySelector(`link[href="${address}"]`)) return Promise.resolve();
  return new Promise((done) => {
    document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: address, onload: done, onerror: done }));
  });
}

async function show(entry) {
  try {
    const [module] = await Promise.all([entry.load(), load(entry.name), styles(entry.name)]);
    if (pageAt(place.value.path) === entry) shown.value = { name: entry.name, component: module.default.component };
  } catch (failure) {
    shown.value = { name: entry.name, failure };
  }
}

/** Where a signed-in person is sent instead, if anywhere. */
function elsewhere(entry) {
  if (session.value === null) return entry?.role === null ? null : `/signin${place.value.path === '/' ? '' : `?to=${encodeURIComponent(place.value.path + location.search)}`}`;
  if (entry?.name === 'signin') return place.value.query.get('to')?.replace(/^[^/].*|^\/\/.*/, '/') ?? '/';
  return entry?.name === 'overview' && !may('viewer') ? '/keys' : null;
}

/** A gateway that has nothing but the echo leads its administrator to the first steps, until they were left once. */
async function firstSteps() {
  try {
    if (localStorage.getItem('sluice.start.left')) return;
    const { data } = await get('/providers');
    if (place.value.path === '/' && data.every((p) => p.type === 'echo')) go('/start', { replace: true });
  } catch { /* then it is the overview that says what is wrong */ }
}

function App() {
  const { path } = place.value;
  const entry = pageAt(path);
  const known = session.value;
  const instead = known === undefined ? null : elsewhere(entry);
  useEffect(() => {
    if (instead) go(instead, { replace: true });
    else if (known !== undefined && entry) show(entry);
  }, [entry, instead, known === undefined]);
  const home = !!known && entry?.name === 'overview' && may('admin');
  useEffect(() => { if (home) firstSteps(); }, [home]);
  const page = shown.value?.name === entry?.name ? shown.value : null;
  useEffect(() => {
    const name = entry ? t(`ui.nav.${entry.name}`) : t('ui.nowhere');
    document.title = `${name} · Sluice`;
  }, [entry, lang.value]);
  useEffect(() => {
    // What still has the focus on this page keeps it (a tab with an address of its own, the row whose sheet was closed); else it moves to the new heading.
    if (page && visits.value && !document.querySelector('#main :focus')) /** @type {HTMLElement|null} */ (document.querySelector('main h1'))?.focus();
  }, [page?.name, visits.value]);
  const content = known === undefined || instead ? html`<${Skeleton} lines=${5} />`
    : !entry ? html`<${Nowhere} />`
    : entry.role && !may(entry.role) ? html`<${Page} title=${t(`ui.nav.${entry.name}`)} /><${Problem} kind="warn" title=${t('ui.notYours')}>${t('ui.notYours.why', { role: t(`ui.role.${entry.role}`) })}</${Problem}>`
    : !page ? html`<${Skeleton} lines=${8} />`
    : page.failure ? html`<${Page} title=${t(`ui.nav.${entry.name}`)} /><${Problem} title=${t('ui.pageFailed')} retry=${() => location.reload()}>${String(page.failure.message ?? page.failure)}</${Problem}>`
    : html`<${Shown} key=${page.name} page=${page} rest=${path.slice(entry.path === '/' ? 1 : entry.path.length + 1)} query=${place.value.query} />`;
  return html`${known && entry?.role !== null ? html`<${Frame} entry=${entry}>${content}</${Frame}>` : html`<main id="main" class="alone" tabindex="-1">${content}</main>`}
    <${Toasts} /><${Confirms} /><${Keys} />`;
}

/** A page that fails takes nothing else with it: the frame stays, and says what happened. */
function Shown({ page, rest, query }) {
  const [failure, again] = useErrorBoundary((e) => console.error(e));
  return failure ? html`<${Page} title=${t(`ui.nav.${page.name}`)} /><${Problem} title=${t('ui.pageBroke')} retry=${again}>${String(failure.message ?? failure)}</${Problem}>`
    : html`<${page.component} rest=${rest} query=${query} />`;
}

const Nowhere = () => html`<${Page} title=${t('ui.nowhere')} /><${Empty} icon="search" title=${t('ui.nowhere.why')}
  action=${html`<${LinkButton} kind="primary" to="/">${t('ui.nav.overview')}</${LinkButton}>`} />`;

async function begin() {
  const root = /** @type {HTMLElement} */ (document.getElementById('app'));
  const texts = load('ui');
  try { session.value = await get('/session'); } catch (failure) {
    await texts;
    if (/** @type {any} */ (failure).status !== 401) {
      root.replaceChildren();
      render(html`<main class="alone"><${Problem} failure=${failure} retry=${() => location.reload()} /></main>`, root);
      return;
    }
    session.value = null;
  }
  await texts;
  listen();
  root.replaceChildren();
  render(html`<${App} />`, root);
}

begin();
