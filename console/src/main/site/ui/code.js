import { html, cls } from '../lib/html.js';
import { t } from '../lib/text.js';
import { Copy } from './button.js';

/** Text as it is, with a copy button; lines numbered if asked, some of them marked. @param {{text: string, label?: string, numbers?: boolean, marked?: number[], wrap?: boolean, copy?: boolean}} props */
export const Code = ({ text, label, numbers, marked = [], wrap, copy = true }) => html`<div class=${cls('code', numbers && 'numbers', wrap && 'wrap')}>
  <pre tabindex="0" role="group" aria-label=${label ?? t('ui.code')}><code>${numbers || marked.length
    ? text.split('\n').map((line, i) => html`<span key=${i} class=${marked.includes(i + 1) ? 'marked' : ''}>${`${line}\n`}</span>`) : text}</code></pre>
  ${copy && html`<div class="code-copy"><${Copy} text=${text} /></div>`}</div>`;
