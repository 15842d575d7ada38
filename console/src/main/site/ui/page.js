import { html, cls, useId } from '../lib/html.js';
import { t, number } from '../lib/text.js';
import { Button } from './button.js';

/** A page: its heading (which gets the focus on arrival), what it is about, what one can do. @param {{title: any, about?: any, actions?: any, children?: any}} props */
export const Page = ({ title, about, actions, children }) => html`
  <header class="page-head"><div><h1 tabindex="-1">${title}</h1>${about && html`<p class="quiet">${about}</p>`}</div>${actions && html`<div class="row">${actions}</div>`}</header>${children}`;

/** A panel with a heading. @param {{title?: any, actions?: any, children?: any, class?: string}} props */
export function Section({ title, actions, children, class: more }) {
  const id = useId();
  return html`<section class=${cls('section', more)} aria-labelledby=${title ? id : undefined}>
    ${(title || actions) && html`<header>${title && html`<h2 id=${id}>${title}</h2>`}${actions && html`<div class="row">${actions}</div>`}</header>`}${children}</section>`;
}

/**
 * Steps through a list with cursors: "newer" when onBack is there, "older" when onNext is; text says where we are.
 * @param {{onBack?: (() => void)|null, onNext?: (() => void)|null, text?: any, count?: number}} props
 */
export const Pager = ({ onBack, onNext, text, count }) => html`<nav class="pager" aria-label=${t('ui.pages')}>
  <span class="quiet num">${text ?? (count !== undefined ? t('ui.rows', { n: count, count: number(count) }) : '')}</span>
  <${Button} small icon="left" disabled=${!onBack} onClick=${() => onBack?.()}>${t('ui.back')}</${Button}>
  <${Button} small disabled=${!onNext} onClick=${() => onNext?.()}>${t('ui.next')}</${Button}></nav>`;

/**
 * Tabs; left and right arrows, Home and End move. children is the open one's content.
 * @param {{label: string, tabs: {id: string, label: any}[], open: string, onOpen: (id: string) => void, children?: any}} props
 */
export function Tabs({ label, tabs, open, onOpen, children }) {
  const id = useId();
  const keys = (event) => {
    const at = tabs.findIndex((tab) => tab.id === open);
    const to = { ArrowRight: (at + 1) % tabs.length, ArrowLeft: (at + tabs.length - 1) % tabs.length, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    onOpen(tabs[to].id);
    event.currentTarget.children[to].focus();
  };
  return html`<div class="tabs" role="tablist" aria-label=${label} onKeyDown=${keys}>${tabs.map((tab) => html`
      <button key=${tab.id} type="button" role="tab" id="${id}-${tab.id}" aria-selected=${tab.id === open ? 'true' : 'false'} aria-controls="${id}-panel"
        tabindex=${tab.id === open ? 0 : -1} onClick=${() => onOpen(tab.id)}>${tab.label}</button>`)}</div>
    <div role="tabpanel" id="${id}-panel" aria-labelledby="${id}-${open}" class="tab-panel" key=${open}>${children}</div>`;
}
