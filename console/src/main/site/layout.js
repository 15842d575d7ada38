/** The frame around every page: navigation at the side (a top bar with a menu below 800 px), theme, language, who is signed in. */
import { html, cls, signal, useEffect } from './lib/html.js';
import { lang, setLang, t } from './lib/text.js';
import { del } from './lib/api.js';
import { may, session } from './lib/session.js';
import { href, place } from './lib/router.js';
import { pages } from './pages.js';
import { Button, Icon, toast } from './ui/ui.js';
import { help } from './shortcuts.js';

/** Whether the menu of the narrow layout is open. */
export const menu = signal(false);
const theme = signal(document.documentElement.dataset.theme ?? 'auto');

/** @param {string} to 'auto', 'light' or 'dark' */
function setTheme(to) {
  theme.value = to;
  document.documentElement.dataset.theme = to;
  try { localStorage.setItem('sluice.theme', to); } catch { /* private window: for this page only */ }
}

/** Language and theme; the sign-in page has them too. */
export const Preferences = () => html`<div class="preferences">
  <select aria-label=${t('ui.language')} value=${lang.value} onChange=${(e) => setLang(e.currentTarget.value).catch(toast)}>
    <option value="en" lang="en" selected=${lang.value === 'en'}>English</option><option value="zh" lang="zh" selected=${lang.value === 'zh'}>中文</option></select>
  <select aria-label=${t('ui.theme')} value=${theme.value} onChange=${(e) => setTheme(e.currentTarget.value)}>
    ${['auto', 'light', 'dark'].map((name) => html`<option key=${name} value=${name} selected=${theme.value === name}>${t(`ui.theme.${name}`)}</option>`)}</select>
</div>`;

export async function signOut() {
  try { await del('/session'); } catch (failure) { toast(failure); return; }
  session.value = null;
}

/** The mark and the name. */
export const Brand = () => html`<a class="brand" href=${href('/')}><img src="/console/icon.svg" alt="" width="24" height="24" /><span>Sluice</span></a>`;

const Group = ({ name, current }) => {
  const mine = pages.filter((p) => p.nav === name && p.role && may(p.role));
  return mine.length > 0 && html`<li><p class="nav-group" id="nav-${name}">${t(`ui.group.${name}`)}</p><ul aria-labelledby="nav-${name}">${mine.map((p) => html`
    <li key=${p.name}><a href=${href(p.path)} aria-current=${p === current ? 'page' : undefined} aria-keyshortcuts=${p.key && `g ${p.key}`}><${Icon} name=${p.icon} /><span>${t(`ui.nav.${p.name}`)}</span></a></li>`)}</ul></li>`;
};

/** @param {{entry: import('./pages.js').PageEntry|undefined, children?: any}} props */
export function Frame({ entry, children }) {
  const { path } = place.value;
  useEffect(() => { menu.value = false; }, [path]);
  const user = session.value?.user;
  const skip = (event) => { event.preventDefault(); document.getElementById('main')?.focus(); };
  return html`<a class="skip" href="#main" onClick=${skip}>${t('ui.skip')}</a>
    <div class=${cls('frame', menu.value && 'menu-open')}>
      <header class="top"><${Brand} /><${Button} kind="quiet" icon=${menu.value ? 'close' : 'menu'} label=${t('ui.menu')} aria-expanded=${menu.value ? 'true' : 'false'} aria-controls="side" onClick=${() => { menu.value = !menu.value; }} /></header>
      <aside class="side" id="side" aria-label=${t('ui.menu')}><${Brand} />
        <nav aria-label=${t('ui.nav')}><ul>${['watch', 'build', 'use', 'end'].map((name) => html`<${Group} key=${name} name=${name} current=${entry} />`)}</ul></nav>
        <div class="side-end"><${Preferences} />
          <div class="who"><${Icon} name="user" /><span class="who-name" title=${user?.name}>${user?.display_name || user?.name}<span class="quiet"> ${t(`ui.role.${user?.role}`)}</span></span>
            <${Button} kind="quiet" small onClick=${() => { help.value = true; }} label=${t('ui.keys')}>?</${Button}>
            <${Button} kind="quiet" small icon="out" label=${t('ui.signOut')} onClick=${signOut} /></div></div>
      </aside>
      <main id="main" tabindex="-1">${children}</main>
    </div>`;
}
