/** The real API, tried by hand: one model or two beside each other, with everything that went to and fro. */
import { html, cls, useEffect, useRef, useState } from '../../lib/html.js';
import { t } from '../../lib/text.js';
import { get } from '../../lib/api.js';
import { place, setQuery } from '../../lib/router.js';
import { may } from '../../lib/session.js';
import { Button, Check, Empty, Input, LinkButton, Page, Problem, Section, Switch, confirm } from '../../ui/ui.js';
import { answerTo, ask, cost, modelsOf } from './chat.js';
import { AnswerCard, Raw, Told } from './answer.js';
import { Composer } from './composer.js';
import { Options } from './options.js';
import { bodyOf, extras, fromLogged, settings } from './request.js';

const KEPT = 'sluice.playground.key';
const kept = () => { try { return sessionStorage.getItem(KEPT) ?? ''; } catch { return ''; } };
const keep = (key) => { try { if (key) sessionStorage.setItem(KEPT, key); else sessionStorage.removeItem(KEPT); } catch { /* no storage: in memory only */ } };

function Playground() {
  const { query } = place.value;
  const [key, setKey] = useState(kept);
  const [remember, setRemember] = useState(() => kept() !== '');
  const [known, setKnown] = useState(/** @type {{models: string[], failure: any}} */ ({ models: [], failure: null }));
  const [models, setModels] = useState(() => [query.get('model') ?? '', (query.get('with') ?? '').replace(/^-$/, '')]);
  const [form, setForm] = useState(settings);
  const [turns, setTurns] = useState(/** @type {import('./request.js').Turn[]} */ ([]));
  const [draft, setDraft] = useState('');
  const [pictures, setPictures] = useState(/** @type {import('./request.js').Picture[]} */ ([]));
  const [raw, setRaw] = useState(/** @type {any} */ (null));
  const [from, setFrom] = useState(/** @type {{failure?: any, none?: boolean, lost?: boolean}|null} */ (null));
  const [, tick] = useState(0);
  const running = useRef(/** @type {AbortController|null} */ (null));
  const talk = useRef(/** @type {HTMLDivElement|null} */ (null));
  const timer = useRef(/** @type {any} */ (0));
  const [busy, setBusy] = useState(false);
  const compares = query.has('with');
  const lanes = compares ? [0, 1] : [0];

  useEffect(() => { keep(remember ? key.trim() : ''); }, [key, remember]);
  useEffect(() => () => running.current?.abort(), []);
  useEffect(() => {
    const control = new AbortController();
    const later = setTimeout(async () => {
      if (!key.trim()) { setKnown({ models: [], failure: null }); return; }
      try {
        const found = await modelsOf(key.trim(), control.signal);
        setKnown({ models: found, failure: null });
        setModels((old) => [old[0] || found[0] || '', old[1] || found[1] || found[0] || '']);
      } catch (failure) { if (!control.signal.aborted) setKnown({ models: [], failure }); }
    }, 300);
    return () => { clearTimeout(later); control.abort(); };
  }, [key]);
  const request = query.get('from');
  useEffect(() => {
    if (!request) { setFrom(null); return; }
    const control = new AbortController();
    get(`/calls/${encodeURIComponent(request)}`, {}, { signal: control.signal }).then(({ record }) => {
      const logged = parsed(record.body?.request);
      if (!logged) { setFrom({ none: true }); setModels((old) => [record.model ?? old[0], old[1]]); return; }
      const filled = fromLogged(logged);
      setForm(filled.form);
      setTurns(filled.turns);
      setDraft(filled.draft);
      setModels((old) => [filled.model, old[1]]);
      setFrom({ lost: filled.lost });
    }).catch((failure) => { if (!control.signal.aborted) setFrom({ failure }); });
    return () => control.abort();
  }, [request]);

  /** Draws what has arrived, at most twenty times a second. */
  const soon = () => { timer.current ||= setTimeout(() => { timer.current = 0; tick((n) => n + 1); }, 50); };
  const show = () => talk.current?.lastElementChild?.scrollIntoView({ block: 'nearest' });
  /** Sends a turn in its lanes at once. */
  const run = async (/** @type {import('./request.js').Turn[]} */ all, /** @type {number[]} */ its) => {
    const control = new AbortController();
    running.current = control;
    const turn = all[all.length - 1];
    its.forEach((lane) => { turn.answers[lane] = answerTo(models[lane].trim(), bodyOf(form, all.map((each) => (each === turn ? { ...each, answers: [] } : each)), lane, models[lane].trim())); });
    setTurns([...all]);
    setBusy(true);
    setTimeout(show, 60);
    await Promise.all(its.map((lane) => ask(/** @type {any} */ (turn.answers[lane]), key.trim(), control.signal, soon)));
    setBusy(false);
    setTimeout(show, 60);
    its.forEach((lane) => cost(/** @type {any} */ (turn.answers[lane])).then(() => tick((n) => n + 1)));
  };
  const ready = lanes.every((lane) => models[lane].trim()) && !Object.keys(extras(form).wrong).length && !busy;
  const send = () => {
    if (!ready || (!draft.trim() && !pictures.length)) return;
    const turn = { id: Date.now(), text: draft.trim(), pictures, answers: [] };
    setDraft('');
    setPictures([]);
    run([...turns, turn], lanes);
  };
  const sendResults = (lane, of) => { run([...turns, { id: Date.now(), text: '', pictures: [], results: { lane, of }, answers: [] }], [lane]); };
  const again = () => { const last = turns[turns.length - 1]; run([...turns.slice(0, -1), { ...last, answers: [] }], last.results ? [last.results.lane] : lanes); };
  const clear = async () => {
    if (turns.length < 3 || await confirm({ title: t('playground.clear.title'), action: t('playground.clear'), danger: true })) { setTurns([]); if (request) setQuery({ from: '' }); }
  };
  const setModel = (lane, to) => setModels((old) => old.map((each, i) => (i === lane ? to : each)));
  return html`<${Page} title=${t('playground.title')} about=${t('playground.about')}>
    ${from?.failure && html`<${Problem} failure=${from.failure} />`}
    ${from?.none && html`<${Problem} kind="info" title=${t('playground.from.none')}>${t('playground.from.none.next')} <code>ledger.log_bodies: true</code></${Problem}>`}
    ${from?.lost && html`<${Problem} kind="info" title=${t('playground.from.lost')}>${t('playground.from.lost.next')}</${Problem}>`}
    <${Section} class="play-top"><div class="play-who">
      <div class="stack play-key"><${Input} label=${t('playground.key')} type="password" value=${key} onInput=${setKey} placeholder="sk-…" error=${known.failure && known.failure.message}
          hint=${!key && t('playground.key.hint')} />
        ${key && html`<${Check} label=${t('playground.remember')} checked=${remember} onChange=${setRemember} />`}</div>
      ${lanes.map((lane) => html`<${Input} key=${lane} label=${lane ? t('playground.with') : t('playground.model')} value=${models[lane]} onInput=${(to) => setModel(lane, to)} list="play-models" required />`)}
      <div class="play-compare"><${Switch} label=${t('playground.compare')} checked=${compares} onChange=${(on) => { setQuery({ with: on ? models[1] || models[0] || '-' : '' }); }} /></div>
      <datalist id="play-models">${known.models.map((name) => html`<option key=${name} value=${name} />`)}</datalist>
    </div></${Section}>
    <div class="play">
      <div class="play-talk">
        <div class="play-turns" ref=${talk}>${!turns.length && html`<${Start} hasKey=${Boolean(key.trim())} failure=${known.failure} />`}
          ${turns.map((turn, at) => html`<div key=${turn.id} class="turn"><${Told} turn=${turn} />
            <div class=${cls('answers', compares && !turn.results && 'two')}>${turn.answers.map((answer, lane) => answer && (lane === 0 || compares) && html`
              <${AnswerCard} key=${lane} answer=${answer} last=${at === turns.length - 1 || (compares && turns.slice(at + 1).every((each) => each.results && each.results.lane !== lane))} busy=${busy} onRaw=${() => setRaw(answer)} onResults=${(of) => sendResults(lane, of)} />`)}</div></div>`)}</div>
        <div class="row end">${turns.length > 0 && !busy && html`<${Button} small kind="quiet" icon="refresh" onClick=${again} disabled=${!ready}>${t('playground.again')}</${Button}>
          <${Button} small kind="quiet" icon="trash" onClick=${clear}>${t('playground.clear')}</${Button}>`}</div>
        <${Composer} ...${{ draft, setDraft, pictures, setPictures, send, busy }} ready=${ready} stop=${() => running.current?.abort()} body=${() => bodyOf(form, draft || pictures.length ? [...turns, { id: 0, text: draft, pictures, answers: [] }] : turns, 0, models[0])} />
      </div>
      <${Options} form=${form} onChange=${(more) => setForm((old) => ({ ...old, ...more }))} />
    </div>
    ${raw && html`<${Raw} answer=${raw} onClose=${() => setRaw(null)} />`}
  </${Page}>`;
}

const Start = ({ hasKey, failure }) => html`<${Empty} icon="playground" title=${t(hasKey && !failure ? 'playground.start' : 'playground.noKey')}
  action=${!hasKey && may('operator') && html`<${LinkButton} to="/keys">${t('playground.makeKey')}</${LinkButton}>`}>${t(hasKey && !failure ? 'playground.start.next' : 'playground.noKey.next')}</${Empty}>`;

/** @param {string|undefined} text */
function parsed(text) {
  try { const body = JSON.parse(text ?? ''); return Array.isArray(body.messages) ? body : null; } catch { return null; }
}

export default Playground;
