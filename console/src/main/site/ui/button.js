import { html, cls, useState, useRef, useEffect } from '../lib/html.js';
import { t } from '../lib/text.js';
import { href } from '../lib/router.js';
import { Icon } from './icon.js';

/** @typedef {{kind?: 'primary'|'plain'|'quiet'|'danger', icon?: string, label?: string, small?: boolean, busy?: boolean, class?: string, children?: any, [other: string]: any}} ButtonProps */

/**
 * A button. Without children it is an icon alone, and label is its name. busy: shows that it works, and takes no second click
 * (an onClick that returns a promise is busy until that settles).
 * @param {ButtonProps} props
 */
export function Button({ kind = 'plain', icon, label, small, busy, class: more, children, onClick, type = 'button', disabled, ...rest }) {
  const [works, set] = useState(false);
  const here = useRef(true);
  useEffect(() => () => { here.current = false; }, []);
  const active = busy || works;
  const click = (event) => {
    if (active) { event.preventDefault(); return; }
    const result = onClick?.(event);
    if (result instanceof Promise) { set(true); result.catch(() => {}).finally(() => here.current && set(false)); }
  };
  return html`<button type=${type} class=${cls('button', kind, small && 'small', !children && 'only-icon', active && 'busy', more)}
    aria-busy=${active ? 'true' : undefined} aria-label=${label} title=${children ? undefined : label} disabled=${disabled} onClick=${click} ...${rest}>
    ${icon && html`<${Icon} name=${icon} />`}${children}</button>`;
}

/** A link that looks like a button. `to` is a console path, href an address. @param {ButtonProps & {to?: string, href?: string}} props */
export const LinkButton = ({ to, href: address, kind = 'plain', icon, small, children, ...rest }) => html`
  <a class=${cls('button', kind, small && 'small')} href=${to ? href(to) : address} ...${rest}>${icon && html`<${Icon} name=${icon} />`}${children}</a>`;

/** Puts text into the clipboard and says so. Without children an icon. @param {{text: string|(() => string), label?: string, small?: boolean, kind?: string, children?: any}} props */
export function Copy({ text, label, small = true, kind = 'quiet', children }) {
  const [done, set] = useState(false);
  const copy = async () => {
    const value = typeof text === 'function' ? text() : text;
    try { await navigator.clipboard.writeText(value); } catch { copyWithoutRights(value); }
    set(true);
    setTimeout(() => set(false), 2000);
  };
  const words = done ? t('ui.copied') : label ?? t('ui.copy');
  return html`<${Button} kind=${kind} small=${small} icon=${done ? 'check' : 'copy'} label=${children ? undefined : words} onClick=${() => { copy(); }}>${children && (done ? t('ui.copied') : children)}</${Button}>
    <span class="sr" role="status">${done ? t('ui.copied') : ''}</span>`;
}

/** The clipboard of the browser is there on https and localhost alone; a gateway in a private net is often neither. */
function copyWithoutRights(value) {
  const box = document.createElement('textarea');
  box.value = value;
  const to = document.querySelector('dialog[open]') ?? document.body;
  to.append(box);
  box.select();
  document.execCommand('copy');
  box.remove();
}
