/**
 * The pages there are, in the order of the navigation. A page's code is fetched when it is first visited, with its style sheet and
 * its texts: pages/NAME/NAME.js, NAME.css, NAME.en.json, NAME.zh.json.
 *
 * @typedef {{name: string, path: string, nav: 'watch'|'build'|'use'|'end'|null, role: 'owner'|'viewer'|'operator'|'admin'|null, icon: string, key?: string,
 *   load: () => Promise<{default: {component: any}}>}} PageEntry
 * path: it and everything below it belong to the page. nav: the group in the navigation (its label is ui.nav.NAME), or null. role: the least that may see it
 * ('owner': everybody who is signed in; null: nobody needs to be). key: g and this letter go there.
 */

/** @type {PageEntry[]} */
export const pages = [
  { name: 'signin', path: '/signin', nav: null, role: null, icon: 'user', load: () => import('./pages/signin/signin.js') },
  { name: 'start', path: '/start', nav: 'build', role: 'admin', icon: 'check', key: 's', load: () => import('./pages/start/start.js') },
  { name: 'overview', path: '/', nav: 'watch', role: 'viewer', icon: 'overview', key: 'o', load: () => import('./pages/overview/overview.js') },
  { name: 'log', path: '/log', nav: 'watch', role: 'owner', icon: 'log', key: 'l', load: () => import('./pages/log/log.js') },
  { name: 'usage', path: '/usage', nav: 'watch', role: 'owner', icon: 'usage', key: 'u', load: () => import('./pages/usage/usage.js') },
  { name: 'providers', path: '/providers', nav: 'build', role: 'viewer', icon: 'providers', key: 'p', load: () => import('./pages/providers/providers.js') },
  { name: 'routes', path: '/routes', nav: 'build', role: 'viewer', icon: 'routes', key: 'r', load: () => import('./pages/routes/routes.js') },
  { name: 'keys', path: '/keys', nav: 'build', role: 'owner', icon: 'keys', key: 'k', load: () => import('./pages/keys/keys.js') },
  { name: 'limits', path: '/limits', nav: 'build', role: 'owner', icon: 'limits', key: 'i', load: () => import('./pages/limits/limits.js') },
  { name: 'prices', path: '/prices', nav: 'build', role: 'viewer', icon: 'prices', key: 'm', load: () => import('./pages/prices/prices.js') },
  { name: 'playground', path: '/playground', nav: 'use', role: 'owner', icon: 'playground', key: 'y', load: () => import('./pages/playground/playground.js') },
  { name: 'clients', path: '/clients', nav: 'use', role: 'owner', icon: 'clients', key: 'c', load: () => import('./pages/clients/clients.js') },
  { name: 'settings', path: '/settings', nav: 'end', role: 'owner', icon: 'settings', key: 't', load: () => import('./pages/settings/settings.js') },
];

/** The page a path belongs to: the longest that fits. @param {string} path @returns {PageEntry|undefined} */
export const pageAt = (path) => pages.filter((p) => path === p.path || (p.path !== '/' && path.startsWith(`${p.path}/`))).sort((a, b) => b.path.length - a.path.length)[0];
