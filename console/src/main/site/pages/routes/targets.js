/** The targets of a model in a form: tiers, order by drag, buttons or Alt with the arrows, and shares of 100 %. */
import { html, cls, useEffect, useRef, useState } from '../../lib/html.js';
import { t } from '../../lib/text.js';
import { Button, Field, Icon, Input, Select, TextArea } from '../../ui/ui.js';
import { added, dropped, heedsWeight, moved, numbered, shares, target, tiersOf, withShare } from './plan.js';

/** @typedef {import('./plan.js').Target} Target */

/**
 * @param {{targets: Target[], onChange: (targets: Target[]) => void, strategy: string, providers: import('./plan.js').Provider[], models: string[],
 *   known: (provider: string) => string[], errors: Record<number, {to?: string, parameters?: string}>}} props
 * models: names that a target may lead to. known: upstream models to offer for a provider.
 */
export function Targets({ targets, onChange, strategy, providers, models, known, errors }) {
  const [said, say] = useState('');
  const [dragged, drag] = useState(/** @type {number|null} */ (null));
  const [over, setOver] = useState(/** @type {number|string|null} */ (null));
  const list = useRef(/** @type {HTMLOListElement|null} */ (null));
  const focus = useRef('');
  const tiers = tiersOf(targets);
  useEffect(() => {
    if (focus.current) /** @type {HTMLElement|null} */ (list.current?.querySelector(focus.current))?.focus();
    focus.current = '';
  }, [targets]);
  const change = (key, members) => onChange(targets.map((one) => (one.key === key ? { ...one, ...members } : one)));
  const tell = (to, key) => {
    const tier = tiersOf(to).find((each) => each.some((one) => one.key === key)) ?? [];
    const index = tier.findIndex((one) => one.key === key);
    say(t('routes.moved', { name: nameOf(tier[index]), place: index + 1, of: tier.length, tier: tier[index].tier }));
  };
  const move = (key, by, where) => {
    const to = moved(targets, key, by);
    focus.current = `[data-key="${key}"] ${where}`;
    onChange(to);
    tell(to, key);
  };
  const drop = (event, before, tier) => {
    event.preventDefault();
    setOver(null);
    if (dragged === null) return;
    const to = dropped(targets, dragged, before, tier);
    onChange(to);
    tell(to, dragged);
  };
  const hover = (id) => ({ onDragOver: (e) => { e.preventDefault(); setOver(id); }, onDragLeave: () => setOver(null) });
  const add = () => {
    const one = target({ provider: (providers.find((each) => !targets.some((other) => other.provider === each.id)) ?? providers[0])?.id });
    focus.current = `[data-key="${one.key}"] select`;
    onChange(added(targets, one));
  };
  return html`<fieldset class="targets-form"><legend>${t('routes.targets')}</legend><p class="hint">${t('routes.targets.hint')}</p>
    <ol ref=${list}>${tiers.flatMap((tier, at) => [
      tiers.length > 1 && html`<li key=${`tier ${tier[0].tier}`} class=${cls('tier-head', over === `t${at}` && 'over')} ...${hover(`t${at}`)} onDrop=${(e) => drop(e, tier[0].key, tier[0].tier)}>
        ${at ? t('routes.tierNext', { n: at + 1 }) : t('routes.tierFirst')}</li>`,
      ...tier.map((one, i) => html`<${Row} key=${one.key} ...${{ one, i, tier, strategy, providers, models, known, change }} error=${errors[one.key] ?? {}}
        onMove=${(by, where) => move(one.key, by, where)} first=${at === 0 && i === 0 && tier.length === 1} last=${at === tiers.length - 1 && tier.length === 1}
        onShare=${(share) => { const weights = withShare(tier, i, share); onChange(targets.map((each) => { const its = tier.indexOf(each); return its < 0 ? each : { ...each, weight: weights[its] }; })); }}
        onRemove=${targets.length > 1 && (() => onChange(numbered(tiersOf(targets.filter((each) => each.key !== one.key)))))}
        over=${over === one.key && dragged !== one.key} dragging=${dragged === one.key} dragEvents=${{ ...hover(one.key), onDrop: (e) => drop(e, one.key, one.tier) }}
        onDrag=${(on) => { drag(on ? one.key : null); if (!on) setOver(null); }} />`)])}
      ${dragged !== null && targets.length > 1 && html`<li key="new" class=${cls('tier-head new', over === 'new' && 'over')} ...${hover('new')} onDrop=${(e) => drop(e, null, tiers.length + 1)}>${t('routes.tierNew')}</li>`}
    </ol>
    <div><${Button} small icon="plus" onClick=${add} disabled=${!providers.length}>${t('routes.addTarget')}</${Button}></div>
    <div class="sr" role="status" aria-live="assertive">${said}</div>
  </fieldset>`;
}

const nameOf = (one) => [one.model ?? one.provider, one.upstream_model].filter(Boolean).join(' → ');

function Row({ one, i, tier, strategy, providers, models, known, change, error, onMove, first, last, onShare, onRemove, over, dragging, dragEvents, onDrag }) {
  const [parameters, setParameters] = useState(one.parameters ? JSON.stringify(one.parameters, null, 2) : '');
  const row = useRef(/** @type {HTMLLIElement|null} */ (null));
  const name = nameOf(one);
  const to = one.model ? `m:${one.model}` : one.provider ? `p:${one.provider}` : '';
  const options = [...providers.map((each) => ({ value: `p:${each.id}`, label: each.id })), ...models.map((each) => ({ value: `m:${each}`, label: t('routes.toModel', { name: each }) }))];
  if (!options.some((each) => each.value === to)) options.unshift({ value: to, label: to.slice(2) || t('routes.choose') });
  const keys = (event) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!event.altKey || !by) return;
    event.preventDefault();
    if (!(by < 0 ? first : last)) onMove(by, '.handle');
  };
  const parts = heedsWeight(strategy) && tier.length > 1 ? shares(tier) : null;
  const write = (text) => {
    setParameters(text);
    try { change(one.key, { parameters: text.trim() ? JSON.parse(text) : undefined, broken: false }); } catch { change(one.key, { broken: true }); }
  };
  return html`<li ref=${row} data-key=${one.key} class=${cls('target-row', over && 'over', dragging && 'dragging')} onKeyDown=${keys} ...${dragEvents}>
    <button type="button" class="handle" draggable="true" aria-label=${t('routes.handle', { name })} title=${t('routes.handle.hint')} aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
      onDragStart=${(e) => { e.dataTransfer.effectAllowed = 'move'; e.dataTransfer.setData('text/plain', name); if (row.current) e.dataTransfer.setDragImage(row.current, 10, 10); onDrag(true); }} onDragEnd=${() => onDrag(false)}>
      <${Icon} name="drag" size=${20} /></button>
    <div class="target-fields">
      <${Select} label=${t('routes.goesTo')} value=${to} error=${error.to} options=${options}
        onInput=${(value) => change(one.key, value.startsWith('m:') ? { model: value.slice(2), provider: undefined, upstream_model: undefined } : { provider: value.slice(2), model: undefined })} />
      ${!one.model && html`<${Input} label=${t('routes.upstream')} placeholder=${t('routes.upstream.same')} value=${one.upstream_model} list=${`known-${one.key}`} onInput=${(value) => change(one.key, { upstream_model: value.trim() || undefined })} />
        <datalist id=${`known-${one.key}`}>${known(one.provider).map((id) => html`<option key=${id} value=${id} />`)}</datalist>`}
      ${parts && html`<div class="share-line"><${Field} label=${t('routes.share')} control=${(a) => html`<span class="with-unit"><input type="range" min="1" max=${100 - (tier.length - 1)} value=${parts[i]} aria-valuetext=${`${parts[i]} %`} ...${a}
        onInput=${(e) => onShare(Number(e.currentTarget.value))} onKeyDown=${(e) => e.altKey && e.preventDefault()} /><output class="num">${parts[i]} %</output></span>`} /></div>`}
      ${strategy === 'cheapest' && html`<${Input} label=${t('routes.price')} hint=${t('routes.price.hint')} type="number" min="0" step="any" value=${one.price} onInput=${(value) => change(one.key, { price: value === '' ? undefined : Number(value) })} />`}
      <details open=${Boolean(error.parameters)}><summary>${t('routes.parameters')}${one.parameters && html` <span class="quiet">${Object.keys(one.parameters).join(', ')}</span>`}</summary>
        <${TextArea} hideLabel label=${t('routes.parameters')} hint=${t('routes.parameters.hint')} error=${error.parameters} rows=${3} placeholder='{"temperature": 0.2}' value=${parameters} onInput=${write} /></details>
    </div>
    <div class="target-do">
      <${Button} small kind="quiet" class="up" icon="up" disabled=${first} label=${t('routes.up', { name })} onClick=${() => onMove(-1, '.up')} />
      <${Button} small kind="quiet" class="down" icon="down" disabled=${last} label=${t('routes.down', { name })} onClick=${() => onMove(1, '.down')} />
      ${onRemove && html`<${Button} small kind="quiet" icon="trash" label=${t('routes.remove', { name })} onClick=${onRemove} />`}
    </div>
  </li>`;
}
