/** Keys that work everywhere: g and a letter, "/", "?", Esc. They rest while somebody writes or a dialog is open. */
import { html, signal, useEffect } from './lib/html.js';
import { t } from './lib/text.js';
import { may, session } from './lib/session.js';
import { go } from './lib/router.js';
import { pages } from './pages.js';
import { Dialog } from './ui/ui.js';
import { menu } from './layout.js';

/** Whether the list of keys is open. */
export const help = signal(false);

const writes = (target) => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
const mine = () => (session.value ? pages.filter((p) => p.key && p.role && may(p.role)) : []);

function listen() {
  let after = 0;
  const press = (/** @type {KeyboardEvent} */ event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === 'Escape' && menu.value) { menu.value = false; return; }
    if (writes(event.target) || document.querySelector('dialog[open]')) return;
    const led = performance.now() - after < 1500;
    after = 0;
    const page = led && mine().find((p) => p.key === event.key.toLowerCase());
    if (page) go(page.path);
    else if (event.key === 'g') { after = performance.now(); return; }
    else if (event.key === '?') help.value = true;
    else if (event.key === '/') {
      const search = /** @type {HTMLInputElement|null} */ (document.querySelector('main [data-search]'));
      if (!search) return;
      search.focus();
      search.select();
    } else return;
    event.preventDefault();
  };
  document.addEventListener('keydown', press);
  return () => document.removeEventListener('keydown', press);
}

/** Listens, and shows the list of keys when asked. */
export function Keys() {
  useEffect(listen, []);
  const line = (keys, what) => html`<div key=${what}><dt>${keys.map((k) => html`<kbd key=${k}>${k}</kbd> `)}</dt><dd>${what}</dd></div>`;
  return help.value && html`<${Dialog} title=${t('ui.keys')} onClose=${() => { help.value = false; }}>
    <dl class="key-value key-list">${line(['/'], t('ui.keys.search'))}${line(['?'], t('ui.keys.help'))}${line(['Esc'], t('ui.keys.close'))}
      ${mine().map((p) => line(['g', p.key], t(`ui.nav.${p.name}`)))}</dl></${Dialog}>`;
}
