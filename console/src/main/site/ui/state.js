import { html, cls } from '../lib/html.js';
import { t, has, percent } from '../lib/text.js';
import { Button } from './button.js';
import { Icon } from './icon.js';

/** Nothing here yet, and what to do next. @param {{title: any, children?: any, action?: any, icon?: string}} props */
export const Empty = ({ title, children, action, icon = 'info' }) => html`
  <div class="empty"><${Icon} name=${icon} size=${28} /><p class="empty-title">${title}</p>${children && html`<div class="quiet">${children}</div>`}${action && html`<div class="row center">${action}</div>`}</div>`;

/** Grey lines where content will be. @param {{lines?: number, height?: number}} props */
export const Skeleton = ({ lines = 3, height }) => html`
  <div class="skeleton" role="status"><span class="sr">${t('ui.loading')}</span>${height ? html`<span style=${{ height: `${height}px` }} />`
    : Array.from({ length: lines }, (_, i) => html`<span key=${i} style=${{ width: `${[100, 92, 78, 86][i % 4]}%` }} />`)}</div>`;

/** What happened, why, and what next, of any failure. @param {any} failure @returns {{title: string, message: string, next: string}} */
export function explain(failure) {
  const code = failure?.code ?? '', status = failure?.status ?? -1;
  const key = [`ui.failure.${code}`, `ui.failure.${status}`, status >= 500 ? 'ui.failure.server' : 'ui.failure.other'].find(has) ?? 'ui.failure.other';
  const next = [`${key}.next`, 'ui.failure.other.next'].find(has) ?? '';
  return { title: t(key), message: status === 0 ? t(key) : failure?.message || t(key), next: next && t(next, { seconds: failure?.retryAfter ?? '?' }) };
}

/**
 * A box that says what went wrong, why, and what to do. `failure` is an ApiFailure or Error; or say it yourself with title and children.
 * @param {{failure?: any, title?: any, children?: any, kind?: 'bad'|'warn'|'info', retry?: () => any}} props
 */
export function Problem({ failure, title, children, kind = 'bad', retry }) {
  const said = failure ? explain(failure) : null;
  const problems = failure?.problems ?? [];
  return html`<div class=${cls('problem', kind)} role=${kind === 'bad' ? 'alert' : 'status'}><${Icon} name=${kind === 'info' ? 'info' : 'warn'} size=${18} /><div>
    <p class="problem-title">${title ?? said?.title}</p>
    ${said && said.message !== (title ?? said.title) && html`<p>${said.message}</p>`}
    ${problems.length > 0 && html`<ul>${problems.map((p) => html`<li>${p.line ? html`<b>${t('ui.line', { n: p.line })}</b> ` : ''}${p.path && html`<code>${p.path}</code> `}${p.message ?? String(p)}</li>`)}</ul>`}
    ${children}${said?.next && html`<p class="quiet">${said.next}</p>`}
    ${failure?.id && html`<p class="quiet">${t('ui.request')} <code>${failure.id}</code></p>`}
    ${retry && html`<${Button} small icon="refresh" onClick=${retry}>${t('ui.retry')}</${Button}>`}
  </div></div>`;
}

/** How far long work is. value 0..1, or undefined when nobody knows. @param {{label: any, value?: number}} props */
export const Progress = ({ label, value }) => html`
  <div class="progress"><div class="row apart"><span>${label}</span>${value !== undefined && html`<span class="num">${percent(value, 0)}</span>`}</div>
    <progress aria-label=${typeof label === 'string' ? label : t('ui.working')} max="1" value=${value}></progress></div>`;
