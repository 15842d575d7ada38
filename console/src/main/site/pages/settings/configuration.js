/** The configuration's text: edited, checked, compared, put in force. */
import { html, useEffect, useMemo, useRef, useState } from '../../lib/html.js';
import { t } from '../../lib/text.js';
import { get, post, request } from '../../lib/api.js';
import { useLoad } from '../../lib/load.js';
import { may } from '../../lib/session.js';
import { unsaved } from '../../lib/router.js';
import { Badge, Button, Copy, Dialog, Icon, Input, Problem, Section, Skeleton, confirm, toast } from '../../ui/ui.js';
import { Diff } from './diff.js';
import { Editor } from './editor.js';

/** @typedef {{line: number, path?: string, message: string, warning?: boolean}} Note */

/** Checks a text a moment after it has been changed. @param {string|null|undefined} text @returns {{notes: Note[], state: 'good'|'bad'|'busy'|'none', failure: any}} */
export function useCheck(text) {
  const [found, set] = useState(/** @type {any} */ ({ notes: [], state: 'none', failure: null }));
  useEffect(() => {
    if (!text?.trim() || !may('operator')) { set({ notes: [], state: 'none', failure: null }); return undefined; }
    const control = new AbortController();
    set((old) => ({ ...old, state: 'busy' }));
    const timer = setTimeout(async () => {
      try {
        const { good, problems, warnings } = await post('/config/check', { text }, { signal: control.signal });
        set({ notes: [...problems, ...warnings.map((w) => ({ ...w, warning: true }))], state: good ? 'good' : 'bad', failure: null });
      } catch (failure) {
        if (!control.signal.aborted) set({ notes: [], state: 'none', failure });
      }
    }, 500);
    return () => { clearTimeout(timer); control.abort(); };
  }, [text]);
  return found;
}

/** The schema, and values that it does not know: types of providers, and the names that the text itself gives. @param {string} text */
export function useWords(text) {
  const { data: schema } = useLoad((signal) => get('/config/schema', {}, { signal }), []);
  const { data: presets } = useLoad((signal) => get('/presets', {}, { signal }), []);
  const ids = useMemo(() => {
    const section = /^providers:\n((?:[ -].*\n?|#.*\n?|\n)*)/m.exec(text)?.[1] ?? '';
    return [...section.matchAll(/(?:^ *- +|[{,] *|^ +)id: *["']?([^"',}\s]+)/gm)].map((m) => ({ label: m[1] }));
  }, [text]);
  const names = (path) => {
    const place = path.join('.');
    if (place === 'providers.[].type') return (presets?.data ?? []).map((p) => ({ label: p.id, hint: [p.names?.en, p.names?.zh].filter(Boolean).join(' · ') }));
    return /^models\.\[\]\.(targets\.\[\]\.)?provider$/.test(place) ? ids : [];
  };
  return { schema, names };
}

/** What is wrong and what looks odd; a click goes to the line. @param {{notes: Note[], go: (line: number) => void}} props */
export const Problems = ({ notes, go }) => html`<ul class="problems" aria-label=${t('settings.problems')}>${notes.map((note, i) => html`
  <li key=${i}><button type="button" class=${note.warning ? 'odd' : 'wrong'} onClick=${() => go(note.line)}><${Icon} name=${note.warning ? 'info' : 'warn'} size=${14} />
    <span class="num">${note.line > 0 ? t('ui.line', { n: note.line }) : ''}</span><span><span class="sr">${note.warning ? t('settings.warning') : t('settings.problem')}</span> ${note.path && html`<code>${note.path}</code> `}${note.message}</span></button></li>`)}</ul>`;

/** One line that says how the text stands. @param {{check: ReturnType<typeof useCheck>}} props */
export function Standing({ check }) {
  const wrong = check.notes.filter((note) => !note.warning).length, odd = check.notes.length - wrong;
  const said = check.state === 'busy' ? t('settings.checking') : check.failure ? t('settings.notChecked', { why: check.failure.message })
    : check.state === 'good' ? (odd ? t('settings.odd', { n: odd }) : t('settings.good')) : check.state === 'bad' ? t('settings.bad', { n: wrong }) : '';
  return html`<p role="status" class=${check.state === 'bad' ? 'bad-text' : check.state === 'good' ? (odd ? 'warn-text' : 'ok-text') : 'quiet'}>
    ${said && check.state !== 'busy' && html`<${Icon} name=${check.state === 'good' && !odd ? 'check' : 'warn'} size=${14} /> `}${said}</p>`;
}

/**
 * @param {{text: string, etag: string, reveal?: boolean, note?: string, onClose: () => void, onDone: (inForce: any) => void, onRefused: (failure: any) => void}} props
 * onRefused: for what the text is to blame for (400), and for a change by somebody else (412); other failures stay in the dialog.
 */
export function Apply({ text, etag, reveal, note: first = '', onClose, onDone, onRefused }) {
  const [note, setNote] = useState(first);
  const [failure, fail] = useState(/** @type {any} */ (null));
  const [busy, work] = useState(false);
  const { data, failure: unknown, reload } = useLoad((signal) => post('/config/diff', { text }, { signal, query: { reveal: reveal || null } }), [text]);
  const save = async () => {
    if (busy || data?.changed === false) return;
    work(true);
    fail(null);
    try { onDone((await request('PUT', '/config', { body: { text, note }, etag })).data); } catch (e) {
      work(false);
      const status = /** @type {any} */ (e).status;
      if (status === 400 || status === 412) onRefused(e); else fail(e);
    }
  };
  return html`<${Dialog} size="l" sticky title=${t('settings.apply')} onClose=${onClose} onSubmit=${save} actions=${html`
      <${Button} onClick=${onClose}>${t('ui.cancel')}</${Button}><${Button} kind="primary" type="submit" busy=${busy} disabled=${data?.changed === false}>${t('settings.apply.do')}</${Button}>`}>
    ${unknown?.status === 400 ? html`<${Problem} kind="warn" title=${t('settings.apply.noDiff')}>${unknown.message}</${Problem}>` : unknown && html`<${Problem} failure=${unknown} retry=${reload} />`}
    ${data ? html`<${Diff} text=${data.diff} label=${t('settings.apply')} />` : !unknown && html`<${Skeleton} lines=${6} />`}
    <${Input} label=${t('settings.note')} hint=${t('settings.note.hint')} value=${note} onInput=${setNote} maxlength="500" />
    ${failure && html`<${Problem} failure=${failure} />`}
  </${Dialog}>`;
}

const EXAMPLE = `# \${OPENAI_API_KEY} is read from the environment; what follows the colon stands in for it.
providers:
  - id: openai
    type: openai
    api_key: \${OPENAI_API_KEY:sk-put-yours-here}
`;

/** The tab. */
export function Configuration() {
  const { data, failure, reload, set } = useLoad((signal) => get('/config', {}, { signal }), []);
  if (failure && !data) return html`<${Problem} failure=${failure} retry=${reload} />`;
  return data ? html`<${Desk} read=${data} set=${set} />` : html`<${Skeleton} height=${420} />`;
}

function Desk({ read, set }) {
  const base = read.text ?? '';
  const [text, setText] = useState(base);
  const [applying, apply] = useState(false);
  const [refused, refuse] = useState(/** @type {any} */ (null));
  const [conflict, clash] = useState(/** @type {{diff: string}|null} */ (null));
  const check = useCheck(text);
  const { schema, names } = useWords(text);
  const editor = useRef(/** @type {{line: (n: number) => void}|null} */ (null));
  const locked = !read.writable || !may('admin') || (read.text === null && read.trouble);
  const changed = text !== base;
  const entries = read.form === 'entries' || /^\s*\[/.test(text);
  useEffect(() => { unsaved.value = changed; }, [changed]);
  useEffect(() => () => { unsaved.value = false; }, []);

  const take = async (reveal = !read.masked) => {
    const now = await get('/config', { reveal: reveal || null });
    set(now);
    setText(now.text ?? '');
    refuse(null);
    clash(null);
    return now;
  };
  const show = () => (read.masked ? confirm({ title: t('settings.reveal'), body: html`<p>${t('settings.reveal.why')}</p>`, action: t('settings.reveal.do'), run: () => take(true) }) : take(false).catch(toast));
  const done = async (inForce) => {
    apply(false);
    toast(t('settings.saved', { revision: inForce.revision }));
    try { await take(); } catch (e) { toast(e); }
  };
  const no = async (why) => {
    apply(false);
    if (why.status !== 412) { refuse(why); return; }
    try {
      const [meant, now] = await Promise.all([post('/config/diff', { text: base }, { query: { reveal: !read.masked || null } }), get('/config', { reveal: !read.masked || null })]);
      clash({ diff: meant.diff });
      set(now);
    } catch (e) { toast(e); }
  };
  const theirs = () => {
    const mine = text;
    setText(base);
    clash(null);
    refuse(null);
    toast(t('settings.conflict.taken'), { kind: 'info', ms: 20000, action: { label: t('settings.conflict.mine'), run: () => setText(mine) } });
  };
  const drop = () => {
    const mine = text;
    setText(base);
    refuse(null);
    toast(t('settings.dropped'), { kind: 'info', action: { label: t('ui.undo'), run: () => setText(mine) } });
  };
  const save = () => { if (!locked && (changed || !read.file)) apply(true); };
  const seen = (refused?.problems ?? []).filter((p) => !check.notes.some((n) => n.line === p.line && n.message === p.message));
  const notes = check.state === 'busy' || check.state === 'none' ? [...seen, ...check.notes] : check.notes;
  const go = (line) => editor.current?.line(line || 1);
  return html`
    ${!read.file && html`<${Problem} kind="info" title=${t('settings.none')}>${t('settings.none.next')}</${Problem}>`}
    ${read.file && !read.writable && html`<${Problem} kind="warn" title=${t('settings.locked')}>${t('settings.locked.next')}</${Problem}>`}
    ${read.trouble && html`<${Problem} kind="warn" title=${t('settings.trouble')}>${read.trouble}</${Problem}>`}
    ${read.file && !read.in_force && html`<${Problem} kind="warn" title=${t('settings.notInForce')}>${t('settings.notInForce.next')}</${Problem}>`}
    ${conflict && html`<${Problem} kind="warn" title=${t('settings.conflict')}>
      <p>${t('settings.conflict.next')}</p>
      <${Diff} text=${conflict.diff} turned label=${t('settings.conflict.diff')} />
      <div class="row"><${Button} small onClick=${() => clash(null)}>${t('settings.conflict.merged')}</${Button}><${Button} small onClick=${theirs}>${t('settings.conflict.take')}</${Button}><${Copy} text=${text} kind="plain">${t('settings.conflict.copy')}</${Copy}></div></${Problem}>`}
    ${refused && html`<${Problem} title=${t('settings.refused')}>${refused.problems.length ? t('settings.refused.next') : refused.message}</${Problem}>`}
    <${Section} title=${html`${read.file ?? t('settings.new')} ${read.revision > 0 && read.file && html`<${Badge}>${t('settings.revision', { n: read.revision })}</${Badge}>`} ${changed && html`<${Badge} kind="warn">${t('settings.changed')}</${Badge}>`}`} actions=${html`
        ${!read.file && !text && html`<${Button} small onClick=${() => setText(EXAMPLE)}>${t('settings.example')}</${Button}>`}
        ${may('admin') && read.file && !changed && html`<${Button} small onClick=${show}>${read.masked ? t('settings.reveal.do') : t('settings.hide')}</${Button}>`}
        ${read.text !== null && html`<${Copy} text=${text} kind="plain">${t('ui.copy')}</${Copy}>`}
        ${changed && html`<${Button} small onClick=${drop}>${t('settings.drop')}</${Button}>`}
        ${!locked && html`<${Button} small kind="primary" icon="check" disabled=${!changed} onClick=${save}>${t('settings.save')}</${Button}>`}`}>
      <${Editor} label=${read.file ?? t('settings.new')} value=${text} onInput=${(now) => { setText(now); refuse(null); }} notes=${notes}
        schema=${entries ? undefined : schema} names=${names} readonly=${locked} onSave=${locked ? undefined : save} hold=${(to) => { editor.current = to; }} />
      ${may('operator') ? html`<${Standing} check=${check} />` : html`<p class="quiet">${t('settings.readOnly')}</p>`}
      ${notes.length > 0 && html`<${Problems} notes=${notes} go=${go} />`}
      ${read.masked && !locked && html`<p class="hint">${t('settings.masks')}</p>`}
    </${Section}>
    ${applying && html`<${Apply} text=${text} etag=${read.etag} reveal=${!read.masked} onClose=${() => apply(false)} onDone=${done} onRefused=${no} />`}`;
}
