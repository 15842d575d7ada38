/** Asking a vendor whether it answers, and showing what it said. */
import { html } from '../../lib/html.js';
import { duration, number, say, t } from '../../lib/text.js';
import { post } from '../../lib/api.js';
import { Badge, Code, Skeleton } from '../../ui/ui.js';

/**
 * @typedef {{status: number|null, code: string|null, message: string, raw: string|null, hint: {en: string, zh: string}|null}} TestError
 * @typedef {{ok: boolean, models: {ok: boolean, asked?: boolean, list: string[], ms: number|null, error: TestError|null},
 *   chat: {ok: boolean, model: string|null, ms: number|null, text: string|null, usage: any, error: TestError|null}}} Tested
 */

/** Tests members that are not saved yet; masks stand for what provider `id` has. @param {string} id @param {Record<string, any>} config @param {string} [model] @returns {Promise<Tested>} */
export const testMembers = (id, config, model) => post('/providers/test', { provider: { id, ...config }, ...(model ? { model } : {}) });

/** Tests a provider as it is saved. @param {string} id @param {string} [model] @returns {Promise<Tested>} */
export const testSaved = (id, model) => post(`/providers/${encodeURIComponent(id)}/test`, model ? { model } : {});

const Check = ({ name, check, children }) => html`<div class="check-result">
  <div class="row"><${Badge} kind=${check.ok ? 'ok' : 'bad'}>${t(check.ok ? 'providers.test.ok' : 'providers.test.failed')}</${Badge}><b>${name}</b>${check.ms !== null && check.ms !== undefined && html`<span class="quiet num">${duration(check.ms)}</span>`}</div>
  ${check.ok ? html`<p class="quiet">${children}</p>` : check.error && html`<${Why} error=${check.error} />`}
</div>`;

const Why = ({ error }) => html`<div class="stack why">
  <p class="bad-text">${error.status ? html`<b class="num">${error.status}</b> ` : ''}${error.message}</p>
  ${say(error.hint) && html`<p>${say(error.hint)}</p>`}
  ${error.raw && html`<details class="more-fields"><summary>${t('providers.test.raw')}</summary><${Code} label=${t('providers.test.raw')} text=${error.raw} wrap /></details>`}
</div>`;

/** Both checks, or that they are under way. @param {{result: Tested|null, busy?: boolean}} props */
export const TestResult = ({ result, busy }) => html`<div class="stack test-result" role="status" aria-busy=${busy ? 'true' : undefined}>
  ${busy ? html`<p>${t('providers.test.busy')}</p><${Skeleton} lines=${2} />` : result && html`
    ${result.models.asked === false ? html`<div class="check-result"><div class="row"><${Badge}>${t('providers.test.skipped')}</${Badge}><b>${t('providers.test.models')}</b></div><p class="quiet">${t('providers.test.lists', { n: result.models.list.length })}</p></div>` : html`<${Check} name=${t('providers.test.models')} check=${result.models}>${t('providers.test.found', { n: result.models.list.length, count: number(result.models.list.length) })}</${Check}>`}
    <${Check} name=${t('providers.test.chat')} check=${result.chat}>${result.chat.model && html`<code>${result.chat.model}</code>`}${result.chat.text ? t('providers.test.said', { text: result.chat.text }) : ''}</${Check}>`}
</div>`;
