/** The configuration's text: edited, checked, compared, put in force. */
import { html, useEffect, useRef, useState } from '../../lib/html.js';
import { t } from '../../lib/text.js';
import { get, post } from '../../lib/api.js';
import { useLoad } from '../../lib/load.js';
import { may } from '../../lib/session.js';
import { unsaved } from '../../lib/router.js';
import { Badge, Button, Copy, Problem, Section, Skeleton, confirm, toast } from '../../ui/ui.js';
import { Apply } from './apply.js';
import { Problems, Standing, useCheck, useWords } from './check.js';
import { Diff } from './diff.js';
import { Editor } from './editor.js';

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
