/** The console's beginning: who is there, which page, and the frame around it. */
import { html, render, useEffect, useErrorBoundary } from './lib/html.js';
import { lang, load, t } from './lib/text.js';
import { get } from './lib/api.js';
import { may, session } from './lib/session.js';
import { go, listen, place, visits } from './lib/router.js';
import { pageAt } from './pages.js';
import { Empty, LinkButton, Page, Problem, Skeleton, Toasts, Confirms } from './ui/ui.js';
import { Frame } from './layout.js';
import { Keys } from './shortcuts.js';

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
  useEffect(() => { if (instead) go(instead, { replace: true }); }, [instead]);
  const home = !!known && entry?.name === 'overview' && may('admin');
  useEffect(() => { if (home) firstSteps(); }, [home]);
  const page = known === undefined || instead ? undefined : entry;
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
    : html`<${Shown} key=${entry.name} page=${entry} rest=${path.slice(entry.path === '/' ? 1 : entry.path.length + 1)} query=${place.value.query} />`;
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
  const texts = load().catch(() => {
    // Without texts there is only this one, in both languages.
    root.textContent = 'Sluice: this page did not arrive whole. Load it again. 页面未能完整加载，请刷新。';
    return new Promise(() => {});
  });
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
