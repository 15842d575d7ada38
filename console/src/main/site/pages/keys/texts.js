/** Terms in a cell of a table. */
import { html } from '../../lib/html.js';
import { money, number, t } from '../../lib/text.js';

/** Names that may be asked for. @param {{models: string[]}} props */
export const ModelText = ({ models }) => (models.length ? html`<span title=${models.join(', ')}>${models.slice(0, 3).join(', ')}${models.length > 3 ? ` +${models.length - 3}` : ''}</span>` : html`<span class="quiet">${t('keys.all')}</span>`);

/** How fast. @param {{limits: any[]}} props */
export function LimitText({ limits }) {
  const parts = limits.flatMap((l) => ['rpm', 'tpm', 'parallel'].filter((m) => l[m]).map((m) => `${number(l[m], { compact: true })} ${t(`keys.short.${m}`)}${l.model ? ` (${l.model})` : ''}`));
  return parts.length ? html`<span class="num" title=${parts.join(', ')}>${parts.slice(0, 2).join(', ')}${parts.length > 2 ? ` +${parts.length - 2}` : ''}</span>` : html`<span class="quiet">–</span>`;
}

/** How much. @param {{budgets: any[]}} props */
export const BudgetText = ({ budgets }) => (budgets.length ? html`<span class="num">${budgets.map((b) => `${money(Number(b.amount) * 1e6, b.currency)} ${t(`keys.per.${b.window}`)}`).join(', ')}</span>` : html`<span class="quiet">–</span>`);
