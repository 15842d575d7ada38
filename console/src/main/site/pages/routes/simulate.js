/** Where a call would go: the plan of the gateway as a picture and in words. Nobody is called. */
import { html, useState } from '../../lib/html.js';
import { duration, has, percent, t } from '../../lib/text.js';
import { get } from '../../lib/api.js';
import { useLoad } from '../../lib/load.js';
import { setQuery } from '../../lib/router.js';
import { Badge, Dialog, Icon, Input, Problem, Select, Skeleton } from '../../ui/ui.js';

const seconds = (ms) => duration(Math.ceil(ms / 1000) * 1000);

/** Why somebody is out, in words; the code itself when it is a new one. @param {string|null} reason */
export const why = (reason) => (reason && has(`routes.reason.${reason}`) ? t(`routes.reason.${reason}`) : reason ?? '');

/** @param {{routes: import('./plan.js').Route[], model: string, ofKey: string, onClose: () => void}} props model and key live in the address */
export function Simulate({ routes, model, ofKey, onClose }) {
  const [user, setUser] = useState('');
  const [use, setUse] = useState('chat');
  const keys = useLoad((signal) => get('/keys', { limit: 1000 }, { signal }), []);
  const { data, failure, reload } = useLoad(async (signal) => {
    await new Promise((done) => setTimeout(done, 200)); // whoever types goes on: only the last is asked
    return get('/explain', { model, key: ofKey, user, use }, { signal });
  }, [model, ofKey, user, use]);
  const names = routes.flatMap((route) => [route.name, ...(route.config.aliases ?? [])]).filter((name) => !name.includes('*'));
  return html`<${Dialog} kind="sheet" title=${t('routes.sim.title')} onClose=${onClose}>
    <p class="quiet">${t('routes.sim.about')}</p>
    <div class="sim-form">
      <${Input} label=${t('routes.model')} value=${model} onInput=${(to) => to && setQuery({ simulate: to })} list="sim-models" required />
      <${Input} label=${t('routes.sim.key')} hint=${t('routes.sim.key.hint')} value=${ofKey} onInput=${(to) => setQuery({ key: to })} list="sim-keys" />
      <${Select} label=${t('routes.sim.use')} value=${use} onInput=${setUse} options=${[{ value: 'chat', label: t('routes.sim.chat') }, { value: 'other', label: t('routes.sim.other') }]} />
      <${Input} label=${t('routes.sim.user')} hint=${t('routes.sim.user.hint')} value=${user} onInput=${setUser} />
      <datalist id="sim-models">${names.map((name) => html`<option key=${name} value=${name} />`)}</datalist>
      <datalist id="sim-keys">${(keys.data?.keys ?? []).map((key) => html`<option key=${key.id} value=${key.id} />`)}</datalist>
    </div>
    ${failure ? html`<${Problem} failure=${failure} retry=${reload} />` : !data ? html`<${Skeleton} lines=${6} />` : html`<${Picture} plan=${data} /><${Words} plan=${data} />`}
  </${Dialog}>`;
}

const Arrow = ({ children }) => html`<li class="flow-arrow"><${Icon} name="down" /><span>${children}</span></li>`;

const Place = ({ one, kind }) => html`<div class="flow-box ${kind ?? ''}"><b>${one.deployment}</b>${one.model && html`<code>${one.model}</code>`}
  ${one.probe && html`<${Badge} kind="warn">${t('routes.sim.probe')}</${Badge}>`}${one.reason && html`<span class="small">${why(one.reason)}${one.retry_after_ms > 0 && `, ${seconds(one.retry_after_ms)}`}</span>`}</div>`;

/** The plan from top to bottom; readers get the words below it instead. */
const Picture = ({ plan }) => html`<figure class="flow" aria-hidden="true"><ol>
  <li><div class="flow-box call"><b>${plan.model}</b><span class="small">${t('routes.sim.by', { key: plan.key })}</span></div></li>
  ${plan.steps.map((step, i) => html`
    <${Arrow}>${i ? t('routes.sim.ifFails') : plan.route === plan.model ? '' : t('routes.sim.through', { route: plan.route })}</${Arrow}>
    <li class="flow-step">${step.together.map((one) => html`<${Place} key=${one.deployment} one=${one} kind=${i ? '' : 'first'} />`)}</li>`)}
  ${plan.refused && html`<${Arrow} /><li><div class="flow-box out"><b>${plan.refused.status}</b><span class="small">${t('routes.sim.nobody')}</span></div></li>`}
  </ol>
  ${plan.larger.length > 0 && html`<div class="flow-side"><p class="quiet small">${t('routes.sim.larger')}</p>${plan.larger.map((step) => html`<div class="flow-step">${step.together.map((one) => html`<${Place} key=${one.deployment} one=${one} />`)}</div>`)}</div>`}
  ${plan.excluded.length > 0 && html`<div class="flow-side"><p class="quiet small">${t('routes.sim.left')}</p><div class="flow-step">${plan.excluded.map((one) => html`<${Place} key=${one.deployment} one=${one} kind="out" />`)}</div></div>`}
</figure>`;

const listed = (step) => step.together.map((one) => one.deployment).join(t('routes.sim.and'));

function Words({ plan }) {
  const { policy, refused } = plan;
  return html`<div class="stack" role="status"><h3>${t('routes.sim.words')}</h3><ol class="flow-words">
    ${plan.steps.map((step, i) => html`<li>${t(step.together.length > 1 ? (i ? 'routes.say.thenRace' : 'routes.say.race') : i ? 'routes.say.then' : 'routes.say.first',
      { names: listed(step), model: step.together[0].model ?? plan.model })}${step.together.some((one) => one.probe) && ` ${t('routes.say.probe')}`}</li>`)}
    ${refused && html`<li>${t(refused.retry_after_ms > 0 ? 'routes.say.refusedFor' : 'routes.say.refused', { status: String(refused.status), time: seconds(refused.retry_after_ms) })}</li>`}
    ${plan.excluded.map((one) => html`<li>${t('routes.say.left', { name: one.deployment, why: why(one.reason), time: seconds(one.retry_after_ms) })}</li>`)}
    ${plan.larger.length > 0 && html`<li>${t('routes.say.larger', { names: plan.larger.map(listed).join(t('routes.sim.thenShort')) })}</li>`}
    ${policy.retries > 0 && html`<li>${t('routes.rule.retries', { n: policy.retries })}</li>`}
    ${policy.hedge && html`<li>${t(policy.hedge.after_ms ? 'routes.rule.hedge' : 'routes.rule.hedgeLearned', { after: duration(policy.hedge.after_ms), share: percent(policy.hedge.share, 0) })}</li>`}
  </ol></div>`;
}
