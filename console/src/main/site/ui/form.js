import { html, cls, useId } from '../lib/html.js';
import { t } from '../lib/text.js';
import { Icon } from './icon.js';

/**
 * A labelled control: label above, hint and error below, both tied to it. `control` gets {id, 'aria-describedby', 'aria-invalid', required}.
 * @param {{label: any, hint?: any, error?: any, required?: boolean, hideLabel?: boolean, class?: string, control: (attributes: any) => any}} props
 */
export function Field({ label, hint, error, required, hideLabel, class: more, control }) {
  const id = useId();
  const about = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;
  return html`<div class=${cls('field', error && 'wrong', more)}>
    <label for=${id} class=${hideLabel ? 'sr' : ''}>${label}${required && html`<span class="must" aria-hidden="true"> *</span>`}</label>
    ${control({ id, 'aria-describedby': about, 'aria-invalid': error ? 'true' : undefined, required: required || undefined })}
    ${hint && html`<p class="hint" id="${id}-hint">${hint}</p>`}
    ${error && html`<p class="error" id="${id}-error"><${Icon} name="warn" size=${14} /> ${error}</p>`}
  </div>`;
}

/** @typedef {{label: any, value: any, onInput: (value: string) => void, hint?: any, error?: any, required?: boolean, hideLabel?: boolean, class?: string, [other: string]: any}} ControlProps */

/** A line of text (type: text, password, number, email, url, date ...). onInput gets the text. @param {ControlProps & {unit?: any}} props */
export const Input = ({ label, value, onInput, hint, error, required, hideLabel, class: more, unit, type = 'text', ...rest }) => html`
  <${Field} ...${{ label, hint, error, required, hideLabel, class: more }} control=${(a) => {
    const input = html`<input type=${type} value=${value ?? ''} onInput=${(e) => onInput(e.currentTarget.value)} spellcheck=${false} autocomplete="off" ...${a} ...${rest} />`;
    return unit ? html`<span class="with-unit">${input}<span class="unit">${unit}</span></span>` : input;
  }} />`;

/** Lines of text. @param {ControlProps & {rows?: number}} props */
export const TextArea = ({ label, value, onInput, hint, error, required, hideLabel, class: more, rows = 4, ...rest }) => html`
  <${Field} ...${{ label, hint, error, required, hideLabel, class: more }} control=${(a) => html`
    <textarea rows=${rows} value=${value ?? ''} onInput=${(e) => onInput(e.currentTarget.value)} spellcheck=${false} ...${a} ...${rest}></textarea>`} />`;

/** One of a list. options: texts, or {value, label, disabled}. @param {ControlProps & {options: (string|{value: string, label: any, disabled?: boolean})[]}} props */
export const Select = ({ label, value, onInput, options, hint, error, required, hideLabel, class: more, ...rest }) => html`
  <${Field} ...${{ label, hint, error, required, hideLabel, class: more }} control=${(a) => html`
    <select value=${value ?? ''} onChange=${(e) => onInput(e.currentTarget.value)} ...${a} ...${rest}>
      ${options.map((o) => (typeof o === 'string' ? { value: o, label: o } : o)).map((o) => html`
        <option key=${o.value} value=${o.value} disabled=${o.disabled} selected=${o.value === (value ?? '')}>${o.label}</option>`)}
    </select>`} />`;

/** On or off at once. label is beside it, or hidden with hideLabel (then it is its name). @param {{label: any, checked: boolean, onChange: (on: boolean) => void, hint?: any, disabled?: boolean, hideLabel?: boolean}} props */
export function Switch({ label, checked, onChange, hint, disabled, hideLabel }) {
  const id = useId();
  return html`<div class="switch-line">
    <button type="button" role="switch" class="switch" id=${id} aria-checked=${checked ? 'true' : 'false'} aria-labelledby="${id}-label"
      aria-describedby=${hint ? `${id}-hint` : undefined} disabled=${disabled} onClick=${() => onChange(!checked)}><span /></button>
    <span><label id="${id}-label" for=${id} class=${hideLabel ? 'sr' : ''}>${label}</label>${hint && html`<p class="hint" id="${id}-hint">${hint}</p>`}</span>
  </div>`;
}

/** A box to tick, in a form or a list. @param {{label: any, checked: boolean, onChange: (on: boolean) => void, hideLabel?: boolean, disabled?: boolean}} props */
export const Check = ({ label, checked, onChange, hideLabel, disabled }) => html`
  <label class="check"><input type="checkbox" checked=${checked} disabled=${disabled} onChange=${(e) => onChange(e.currentTarget.checked)} /><span class=${hideLabel ? 'sr' : ''}>${label}</span></label>`;

/** The page's search: "/" moves the focus here, Esc empties it. @param {{value: string, onInput: (value: string) => void, label?: string, placeholder?: string}} props */
export const Search = ({ value, onInput, label, placeholder }) => html`
  <div class="search" role="search"><${Icon} name="search" />
    <input type="search" data-search value=${value} aria-label=${label ?? t('ui.search')} placeholder=${placeholder ?? label ?? t('ui.search')} aria-keyshortcuts="/"
      onInput=${(e) => onInput(e.currentTarget.value)} onKeyDown=${(e) => { if (e.key === 'Escape' && value) { e.preventDefault(); e.stopPropagation(); onInput(''); } }} />
  </div>`;
