import { html, cls, signal, useEffect, useId, useRef, useState } from '../lib/html.js';
import { t } from '../lib/text.js';
import { Button } from './button.js';
import { Problem } from './state.js';

/**
 * A dialog in the middle, or a sheet at the side (kind 'sheet'). It is there while it is rendered: ${open && html`<${Dialog} …/>`}.
 * The browser keeps the focus inside; Esc, the cross and (unless sticky) a click beside it call onClose; focus then returns to where it was.
 * With onSubmit the content is a form, and Enter submits it.
 * @param {{title: any, onClose: () => void, children?: any, actions?: any, kind?: 'dialog'|'sheet', size?: 's'|'m'|'l', sticky?: boolean, onSubmit?: (event: Event) => void}} props
 */
export function Dialog({ title, onClose, children, actions, kind = 'dialog', size = 'm', sticky, onSubmit }) {
  const element = useRef(/** @type {HTMLDialogElement|null} */ (null));
  const id = useId();
  useEffect(() => {
    const before = /** @type {HTMLElement|null} */ (document.activeElement);
    const dialog = /** @type {HTMLDialogElement} */ (element.current);
    dialog.showModal();
    /** @type {HTMLElement|null} */ (dialog.querySelector('[autofocus], .dialog-body :is(input, select, textarea):not([disabled])'))?.focus();
    return () => { if (dialog.open) dialog.close(); if (before?.isConnected) before.focus(); };
  }, []);
  const inside = html`
    <header><h2 id=${id}>${title}</h2><${Button} kind="quiet" icon="close" label=${t('ui.close')} onClick=${onClose} /></header>
    <div class="dialog-body">${children}</div>
    ${actions && html`<footer>${actions}</footer>`}`;
  return html`<dialog ref=${element} class=${cls('dialog', kind, `size-${size}`)} aria-labelledby=${id}
    onCancel=${(e) => { e.preventDefault(); onClose(); }}
    onMouseDown=${(e) => { if (e.target === e.currentTarget && !sticky) onClose(); }}>
    ${onSubmit ? html`<form class="dialog-frame" novalidate onSubmit=${(e) => { e.preventDefault(); onSubmit(e); }}>${inside}</form>`
      : html`<div class="dialog-frame">${inside}</div>`}
  </dialog>`;
}

/** @typedef {{title: any, body?: any, action: any, danger?: boolean, run?: () => Promise<any>}} Question */
/** @type {import('@preact/signals').Signal<(Question & {answer: (yes: boolean) => void})|null>} */
const asked = signal(null);

/**
 * Asks before something that cannot be undone. With run the dialog stays, busy, until it has worked, and shows what went wrong.
 * What can be undone is not asked about: use withUndo. @param {Question} question @returns {Promise<boolean>} whether it was confirmed (and done)
 */
export const confirm = (question) => new Promise((done) => {
  asked.value = { ...question, answer: (yes) => { asked.value = null; done(yes); } };
});

/** Where confirm() appears; the layout has the one there is. */
export function Confirms() {
  const question = asked.value;
  return question && html`<${Ask} question=${question} />`;
}

function Ask({ question }) {
  const [failure, set] = useState(/** @type {any} */ (null));
  const yes = async () => {
    set(null);
    try { await question.run?.(); question.answer(true); } catch (e) { set(e); }
  };
  return html`<${Dialog} size="s" title=${question.title} onClose=${() => question.answer(false)} actions=${html`
      <${Button} autofocus onClick=${() => question.answer(false)}>${t('ui.cancel')}</${Button}>
      <${Button} kind=${question.danger ? 'danger' : 'primary'} onClick=${yes}>${question.action}</${Button}>`}>
    ${question.body}${failure && html`<${Problem} failure=${failure} />`}
  </${Dialog}>`;
}
