/**
 * The pages there are, in the order of the navigation. A page is a folder: pages/NAME/NAME.js, NAME.css, NAME.en.json, NAME.zh.json.
 *
 * @typedef {{name: string, path: string, nav: 'watch'|'build'|'use'|'end'|null, role: 'owner'|'viewer'|'operator'|'admin'|null, icon: string, key?: string,
 *   component: any}} PageEntry
 * path: it and everything below it belong to the page. nav: the group in the navigation (its label is ui.nav.NAME), or null. role: the least that may see it
 * ('owner': everybody who is signed in; null: nobody needs to be). key: g and this letter go there.
 */
import SignIn from './pages/signin/signin.js';
import Start from './pages/start/start.js';
import Overview from './pages/overview/overview.js';
import Log from './pages/log/log.js';
import Usage from './pages/usage/usage.js';
import Providers from './pages/providers/providers.js';
import Routes from './pages/routes/routes.js';
import Keys from './pages/keys/keys.js';
import Limits from './pages/limits/limits.js';
import Prices from './pages/prices/prices.js';
import Playground from './pages/playground/playground.js';
import Clients from './pages/clients/clients.js';
import Settings from './pages/settings/settings.js';

/** @type {PageEntry[]} */
export const pages = [
  { name: 'signin', path: '/signin', nav: null, role: null, icon: 'user', component: SignIn },
  { name: 'start', path: '/start', nav: 'build', role: 'admin', icon: 'check', key: 's', component: Start },
  { name: 'overview', path: '/', nav: 'watch', role: 'viewer', icon: 'overview', key: 'o', component: Overview },
  { name: 'log', path: '/log', nav: 'watch', role: 'owner', icon: 'log', key: 'l', component: Log },
  { name: 'usage', path: '/usage', nav: 'watch', role: 'owner', icon: 'usage', key: 'u', component: Usage },
  { name: 'providers', path: '/providers', nav: 'build', role: 'viewer', icon: 'providers', key: 'p', component: Providers },
  { name: 'routes', path: '/routes', nav: 'build', role: 'viewer', icon: 'routes', key: 'r', component: Routes },
  { name: 'keys', path: '/keys', nav: 'build', role: 'owner', icon: 'keys', key: 'k', component: Keys },
  { name: 'limits', path: '/limits', nav: 'build', role: 'owner', icon: 'limits', key: 'i', component: Limits },
  { name: 'prices', path: '/prices', nav: 'build', role: 'viewer', icon: 'prices', key: 'm', component: Prices },
  { name: 'playground', path: '/playground', nav: 'use', role: 'owner', icon: 'playground', key: 'y', component: Playground },
  { name: 'clients', path: '/clients', nav: 'use', role: 'owner', icon: 'clients', key: 'c', component: Clients },
  { name: 'settings', path: '/settings', nav: 'end', role: 'owner', icon: 'settings', key: 't', component: Settings },
];

/** The page a path belongs to: the longest that fits. @param {string} path @returns {PageEntry|undefined} */
export const pageAt = (path) => pages.filter((p) => path === p.path || (p.path !== '/' && path.startsWith(`${p.path}/`))).sort((a, b) => b.path.length - a.path.length)[0];
