/** Brings over what another gateway was configured with: read, judged, edited, compared, put in force. */
import { html, useEffect, useRef, useState } from '../../lib/html.js';
import { has, say, t } from '../../lib/text.js';
import { get, post } from '../../lib/api.js';
import { go, unsaved } from '../../lib/router.js';
import { Badge, Button, Empty, Icon, Problem, Section, Select, Table, TextArea, toast } from '../../ui/ui.js';

import { Apply, Problems, Standing, useCheck, useWords } from './configuration.js';
import { Editor } from './editor.js';

const KINDS = ['auto', 'openai-style-api', 'chatglm', 'litellm', 'one-api', 'new-api'];
const LEVELS = { exact: 'ok', approximate: 'warn', manual: 'info', unsupported: 'bad' };
const LARGEST = 20 * 1024 * 1024;

/** The tab. */
export function Import() {
  const [kind, setKind] = useState('auto');
  const [files, setFiles] = useState(/** @type {{name: string, text: string}[]} */ ([]));
  const [pasted, paste] = useState('');
  const [failure, fail] = useState(/** @type {any} */ (null));
  const [found, find] = useState(/** @type {any} */ (null));
  const asked = [...files, ...(pasted.trim() ? [{ name: /^\s*[[{]/.test(pasted) ? 'pasted.json' : 'pasted.yaml', text: pasted }] : [])];
  const preview = async () => {
    fail(null);
    try { find(await post('/import/preview', { from: kind, files: asked })); } catch (e) { fail(e); }
  };
  if (found) return html`<${Found} found=${found} back=${() => find(null)} />`;
  return html`<${Section} title=${t('settings.import')}>
    <p class="quiet">${t('settings.import.about')}</p>
    <${Select} label=${t('settings.import.kind')} value=${kind} onInput=${setKind} options=${KINDS.map((k) => ({ value: k, label: t(`settings.import.kind.${k}`) }))} />
    <${Drop} files=${files} set=${setFiles} />
    <${TextArea} label=${t('settings.import.paste')} rows=${8} value=${pasted} onInput=${paste} />
    ${failure && html`<${Problem} failure=${failure} />`}
    <div class="row end"><${Button} kind="primary" disabled=${!asked.length} onClick=${preview}>${t('settings.import.preview')}</${Button}></div>
  </${Section}>`;
}

/** Where files are dropped or chosen. */
function Drop({ files, set }) {
  const [over, hover] = useState(false);
  const input = useRef(/** @type {HTMLInputElement|null} */ (null));
  const add = async (list) => {
    for (const file of list) if (file.size > LARGEST) toast(t('settings.import.large', { name: file.name }), { kind: 'bad' });
    const read = await Promise.all([...list].filter((f) => f.size <= LARGEST).map(async (f) => ({ name: f.name, text: await f.text() })));
    set((old) => [...old.filter((f) => !read.some((r) => r.name === f.name)), ...read]);
  };
  return html`<div class=${over ? 'drop over' : 'drop'} onDragOver=${(e) => { e.preventDefault(); hover(true); }} onDragLeave=${() => hover(false)}
      onDrop=${(e) => { e.preventDefault(); hover(false); add(e.dataTransfer.files); }}>
    <${Icon} name="upload" size=${24} /><p>${t('settings.import.drop')}</p>
    <input type="file" class="sr" ref=${input} multiple accept=".json,.yml,.yaml,.txt" tabindex="-1" aria-label=${t('settings.import.choose')} onChange=${(e) => { add(e.currentTarget.files); e.currentTarget.value = ''; }} />
    <${Button} small onClick=${() => input.current?.click()}>${t('settings.import.choose')}</${Button}>
    ${files.map((file) => html`<div key=${file.name} class="row"><code>${file.name}</code><${Button} small kind="quiet" icon="close" label=${t('settings.import.remove', { name: file.name })}
      onClick=${() => set(files.filter((f) => f !== file))} /></div>`)}</div>`;
}

function Found({ found, back }) {
  const [text, setText] = useState(found.yaml ?? '');
  const [level, choose] = useState('');
  const [applying, apply] = useState(/** @type {string|null} */ (null));
  const [failure, fail] = useState(/** @type {any} */ (null));
  const editor = useRef(/** @type {{line: (n: number) => void}|null} */ (null));
  const check = useCheck(text);
  const { schema, names } = useWords(text);
  useEffect(() => { unsaved.value = true; return () => { unsaved.value = false; }; }, []);
  const findings = found.findings ?? [];
  const count = (of) => findings.filter((f) => f.level === of).length;
  const look = async () => {
    fail(null);
    try { apply((await get('/config')).etag); } catch (e) { fail(e); }
  };
  const done = (inForce) => {
    toast(t('settings.saved', { revision: inForce.revision }));
    unsaved.value = false;
    go('/settings/configuration');
  };
  return html`
    <${Section} title=${t('settings.import.found')} actions=${html`<${Button} small icon="left" onClick=${back}>${t('settings.import.other')}</${Button}>`}>
      <p>${t('settings.import.read', { kind: has(`settings.import.kind.${found.kind}`) ? t(`settings.import.kind.${found.kind}`) : found.title ?? found.kind })}${found.keys > 0 && ` ${t('settings.import.keys', { n: found.keys })}`}</p>
      <div class="row" role="group" aria-label=${t('settings.import.levels')}>${Object.keys(LEVELS).map((of) => html`<button key=${of} type="button" class="button small" aria-pressed=${level === of ? 'true' : 'false'}
        disabled=${!count(of)} onClick=${() => choose(level === of ? '' : of)}><${Badge} kind=${LEVELS[of]}>${count(of)}</${Badge}> ${t(`settings.import.level.${of}`)}</button>`)}</div>
      <dl class="levels small quiet">${Object.keys(LEVELS).filter(count).map((of) => html`<div key=${of}><dt>${t(`settings.import.level.${of}`)}</dt><dd>${t(`settings.import.level.${of}.why`)}</dd></div>`)}</dl>
      <${Table} label=${t('settings.import.found')} rows=${findings.filter((f) => !level || f.level === level).map((f, i) => ({ ...f, i }))} rowKey=${(f) => String(f.i)}
        empty=${html`<${Empty} icon="check" title=${t('settings.import.nothing')} />`} columns=${[
          { key: 'level', class: 'slim', label: t('settings.import.how'), render: (f) => html`<${Badge} kind=${LEVELS[f.level] ?? 'plain'}>${t(`settings.import.level.${f.level}`)}</${Badge}>` },
          { key: 'line', class: 'slim', label: t('settings.import.line'), end: true, render: (f) => (found.findings.some((other) => other.file !== f.file) ? html`<code>${f.file}${f.line > 0 && `:${f.line}`}</code>` : f.line || '–') },
          { key: 'what', label: t('settings.import.what'), wide: true, render: (f) => html`<span>${f.path && html`<code>${f.path}</code> `}${say(f.what_zh ? { en: f.what, zh: f.what_zh } : f.what)}</span>` }]} />
    </${Section}>
    <${Section} title=${t('settings.import.result')}>
      <p class="quiet">${t('settings.import.result.about')}</p>
      <${Editor} label=${t('settings.import.result')} value=${text} onInput=${setText} notes=${check.notes} schema=${schema} names=${names} onSave=${look} hold=${(to) => { editor.current = to; }} />
      <${Standing} check=${check} />
      ${check.notes.length > 0 && html`<${Problems} notes=${check.notes} go=${(line) => editor.current?.line(line || 1)} />`}
      ${failure && html`<${Problem} failure=${failure} />`}
      <div class="row end"><${Button} kind="primary" disabled=${!text.trim()} onClick=${look}>${t('settings.save')}</${Button}></div>
    </${Section}>
    ${applying && html`<${Apply} text=${text} etag=${applying} note=${t('settings.import.note', { kind: found.kind })} onClose=${() => apply(null)} onDone=${done} onRefused=${(e) => { apply(null); fail(e); }} />`}`;
}
