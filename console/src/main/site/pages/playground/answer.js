/** What was said and what was answered: text as text, tool calls, timings, and all of it as it went over the wire. */
import { html, useState } from '../../lib/html.js';
import { duration, has, money, number, t } from '../../lib/text.js';
import { href } from '../../lib/router.js';
import { Badge, Button, Code, Copy, Dialog, Problem, Tabs, TextArea } from '../../ui/ui.js';
import { PATH, curl, speed } from './chat.js';

/** @typedef {import('./chat.js').Answer} Answer */

/** Words of a model: paragraphs and fenced code, made of nodes; nothing in them is ever markup. @param {{text: string}} props */
const Prose = ({ text }) => html`<div class="prose">${text.split(/^```/m).map((part, i) => {
  if (i % 2 === 0) return part.split(/\n{2,}/).filter((p) => p.trim()).map((p, j) => html`<p key=${`${i}.${j}`}>${p.replace(/^\n|\n$/g, '')}</p>`);
  const line = part.indexOf('\n');
  return html`<${Code} key=${i} label=${part.slice(0, line < 0 ? undefined : line).trim() || undefined} text=${line < 0 ? '' : part.slice(line + 1).replace(/\n$/, '')} />`;
})}</div>`;

/** @param {{turn: import('./request.js').Turn}} props */
export const Told = ({ turn }) => (turn.results
  ? html`<div class="told"><p class="quiet small">${t('playground.results')}</p>${turn.results.of.map((one) => html`<${Code} key=${one.id} text=${one.content} copy=${false} wrap />`)}</div>`
  : html`<div class="told"><p class="sr">${t('playground.you')}</p>${turn.pictures.length > 0 && html`<ul class="pictures">${turn.pictures.map((one, i) => html`<li key=${i}><img src=${one.url} alt=${one.name} /></li>`)}</ul>`}<p>${turn.text}</p></div>`);

/** The answer grows in place, so what shows it gets a copy: equal props are not drawn again. @param {{answer: Answer, last: boolean, busy: boolean, onRaw: () => void, onResults: (of: {id: string, content: string}[]) => void}} props */
export function AnswerCard({ answer, last, busy, onRaw, onResults }) {
  const { state, text, reasoning, tools, failure, finish } = answer;
  const under = state === 'asking' || state === 'streaming';
  return html`<article class="section answer" aria-label=${t('playground.answerOf', { model: answer.model })} aria-busy=${under ? 'true' : 'false'}>
    <header><h2><code>${answer.model}</code></h2><div class="row" role="status">
      ${under ? html`<${Badge} kind="info">${t(`playground.state.${state}`)}</${Badge}>` : state === 'stopped' ? html`<${Badge} kind="warn">${t('playground.state.stopped')}</${Badge}>`
        : finish && finish !== 'stop' ? html`<${Badge} kind=${finish === 'tool_calls' ? 'info' : 'warn'}>${has(`playground.finish.${finish}`) ? t(`playground.finish.${finish}`) : finish}</${Badge}>` : html`<span class="sr">${t(`playground.state.${state}`)}</span>`}</div></header>
    ${reasoning && html`<details open=${!text}><summary>${t('playground.reasoning')}</summary><${Prose} text=${reasoning} /></details>`}
    ${text && html`<${Prose} text=${text} />`}
    ${state === 'done' && !text && !tools.length && html`<p class="quiet">${t('playground.nothing')}</p>`}
    ${tools.length > 0 && html`<${Calls} tools=${tools} open=${last && !busy && state === 'done'} onResults=${onResults} />`}
    ${failure && html`<${Problem} failure=${failure} />`}
    ${!under && answer.total !== null && html`<${Figures} answer=${{ ...answer }} />`}
    ${!under && answer.body && html`<div class="row">${text && html`<${Copy} kind="plain" text=${text}>${t('ui.copy')}</${Copy}>`}<${Button} small onClick=${onRaw}>${t('playground.raw')}</${Button}>
      <${Copy} kind="plain" text=${() => curl(answer.body)}>${t('playground.curl')}</${Copy}>${answer.id && html`<a class="small" href=${href(`/log/${answer.id}`)}>${t('playground.inLog')}</a>`}</div>`}
  </article>`;
}

const pretty = (text) => { try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; } };

/** What the model wants done; its result is written by hand. */
function Calls({ tools, open, onResults }) {
  const [results, set] = useState(/** @type {Record<string, string>} */ ({}));
  return html`<div class="stack">${tools.map((call) => html`<div key=${call.id} class="tool-call"><p><${Badge} kind="info">${t('playground.calls')}</${Badge}> <b><code>${call.name}</code></b> <span class="quiet small">${call.id}</span></p>
      <${Code} text=${pretty(call.arguments)} label=${t('playground.arguments', { name: call.name })} />
      ${open && html`<${TextArea} label=${t('playground.result', { name: call.name })} rows=${2} value=${results[call.id] ?? ''} onInput=${(to) => set({ ...results, [call.id]: to })} />`}</div>`)}
    ${open && html`<div><${Button} small kind="primary" onClick=${() => { onResults(tools.map((call) => ({ id: call.id, content: results[call.id] ?? '' }))); }}>${t('playground.sendResults')}</${Button}></div>`}</div>`;
}

/** Times, tokens, cost and where it ran. */
function Figures({ answer }) {
  const { usage, headers } = answer;
  const named = (name) => headers.find((each) => each[0] === name)?.[1];
  const cached = usage?.prompt_tokens_details?.cached_tokens, thought = usage?.completion_tokens_details?.reasoning_tokens;
  const rate = speed(answer);
  const pairs = [
    answer.first !== null && [t('playground.first'), duration(answer.first)], [t('playground.total'), duration(answer.total)],
    rate && [t('playground.speed'), t('playground.perSecond', { n: number(rate, { digits: 1 }) })],
    usage && [t('playground.input'), `${number(usage.prompt_tokens)}${cached ? ` (${t('playground.cached', { n: cached })})` : ''}`],
    usage && [t('playground.output'), `${number(usage.completion_tokens)}${thought ? ` (${t('playground.thought', { n: thought })})` : ''}`],
    answer.cost?.length && [t('playground.cost'), answer.cost.map(([currency, micro]) => money(micro, currency)).join(' + ')],
    named('x-sluice-deployment') && [t('playground.deployment'), `${named('x-sluice-deployment')}${Number(named('x-sluice-attempts')) > 1 ? ` (${t('playground.attempts', { n: Number(named('x-sluice-attempts')) })})` : ''}`],
    named('x-sluice-dropped') && [t('playground.dropped'), named('x-sluice-dropped')],
  ].filter(Boolean);
  return html`<dl class="figures small">${pairs.map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd class="num">${value}</dd></div>`)}</dl>`;
}

/** @param {{answer: Answer, onClose: () => void}} props */
export function Raw({ answer, onClose }) {
  const [open, setOpen] = useState('request');
  const own = answer.headers.filter(([name]) => /^x-|^retry|ratelimit/.test(name)), rest = answer.headers.filter((each) => !own.includes(each));
  const tabs = ['request', 'headers', 'body'].map((id) => ({ id, label: t(`playground.raw.${id}`) }));
  const cut = answer.raw > answer.events.join('').length + 1e5;
  return html`<${Dialog} kind="sheet" title=${t('playground.raw.title', { model: answer.model })} onClose=${onClose}>
    <${Tabs} label=${t('playground.raw')} tabs=${tabs} open=${open} onOpen=${setOpen}>
      ${open === 'request' ? html`<${Code} label=${t('playground.raw.request')} text=${`POST ${PATH}\ncontent-type: application/json\nauthorization: Bearer ***\n\n${JSON.stringify(answer.body, null, 2)}`} />`
        : open === 'headers' ? html`<${Code} label=${t('playground.raw.headers')} text=${`HTTP ${answer.status ?? '–'}\n${[...own, ...rest].map(([name, value]) => `${name}: ${value}`).join('\n')}`} />`
        : html`${cut && html`<p class="quiet">${t('playground.raw.cut')}</p>`}<${Code} label=${t('playground.raw.body')} wrap text=${answer.events.map((each) => { const line = each.indexOf('\n'); return `# ${each.slice(0, line)}\n${pretty(each.slice(line + 1))}`; }).join('\n\n') || t('playground.raw.none')} />`}
    </${Tabs}></${Dialog}>`;
}
