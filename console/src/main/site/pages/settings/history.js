/** What was in force before, and a copy of what is. */
import { html, useState } from '../../lib/html.js';
import { bytes, t } from '../../lib/text.js';
import { get, post } from '../../lib/api.js';
import { useLoad } from '../../lib/load.js';
import { may } from '../../lib/session.js';
import { setQuery } from '../../lib/router.js';
import { Badge, Button, Check, Code, Dialog, Empty, KeyValue, LinkButton, Pager, Problem, Section, Select, Skeleton, Table, When, confirm, toast } from '../../ui/ui.js';
import { Diff } from './diff.js';

const author = (version) => (version.author === 'file' ? t('settings.history.file') : version.author || '–');

/** The tab. @param {{query: URLSearchParams}} props */
export function History({ query }) {
  const before = query.get('before') ?? '';
  const [open, show] = useState(/** @type {any} */ (null));
  const { data, failure, reload } = useLoad(async (signal) => {
    const [page, now] = await Promise.all([get('/config/history', { limit: 30, before }, { signal }), get('/config', {}, { signal })]);
    return { ...page, now };
  }, [before]);
  const current = before ? null : data?.versions.find((v) => v.etag === data.now.etag);
  return html`<${Section} title=${t('settings.history')}>
    ${failure && html`<${Problem} failure=${failure} retry=${reload} />`}
    ${(data || !failure) && html`<${Table} label=${t('settings.history')} rows=${data?.versions} rowKey=${(v) => v.id} onRow=${show}
      empty=${html`<${Empty} icon="clock" title=${t('settings.history.none')} action=${html`<${LinkButton} to="/settings/configuration">${t('settings.tab.configuration')}</${LinkButton}>`}>${t('settings.history.none.next')}</${Empty}>`}
      columns=${[
        { key: 'time', label: t('ui.time'), render: (v) => html`<${When} at=${v.time} />` },
        { key: 'author', label: t('settings.who'), render: author },
        { key: 'note', label: t('settings.note'), wide: true, render: (v) => v.note || html`<span class="quiet">–</span>` },
        { key: 'size', label: t('settings.size'), end: true, render: (v) => bytes(v.size) },
        { key: 'state', label: t('settings.state'), render: (v) => (v === current ? html`<${Badge} kind="ok">${t('settings.history.now')}</${Badge}>` : html`<span class="quiet">–</span>`) },
      ]} />`}
    ${data && (before || data.next) && html`<${Pager} text=" " onBack=${before ? () => history.back() : null} onNext=${data.next ? () => setQuery({ before: data.next }, { replace: false }) : null} />`}
    ${open && html`<${Version} version=${open} now=${data?.now} onClose=${() => show(null)} onDone=${() => { show(null); reload(); }} />`}
  </${Section}>`;
}

function Version({ version, now, onClose, onDone }) {
  const current = version.etag === now?.etag;
  const compares = may('operator') && !current;
  const [view, look] = useState(compares ? 'diff' : 'text');
  const { data, failure, reload } = useLoad(async (signal) => {
    const whole = await get(`/config/history/${encodeURIComponent(version.id)}`, {}, { signal });
    return { text: whole.text, diff: compares && whole.text !== null ? (await post('/config/diff', { text: whole.text }, { signal })).diff : '' };
  }, [version.id]);
  const roll = async () => {
    const done = await confirm({ title: t('settings.rollback'), body: html`<p>${t('settings.rollback.why')}</p>`, action: t('settings.rollback.do'),
      run: async () => toast(t('settings.saved', { revision: (await post(`/config/history/${encodeURIComponent(version.id)}/rollback`, undefined, { etag: now?.etag })).revision })) });
    if (done) onDone();
  };
  return html`<${Dialog} size="l" title=${t('settings.history.one')} onClose=${onClose} actions=${html`<${Button} onClick=${onClose}>${t('ui.close')}</${Button}>
      ${may('admin') && !current && html`<${Button} kind="primary" onClick=${roll}>${t('settings.rollback.do')}</${Button}>`}`}>
    <${KeyValue} pairs=${[[t('ui.time'), html`<${When} at=${version.time} />`], [t('settings.who'), author(version)], [t('settings.note'), version.note || null], ['ID', html`<code>${version.id}</code>`]]} />
    ${compares && html`<${Select} label=${t('settings.history.view')} value=${view} onInput=${look} options=${[{ value: 'diff', label: t('settings.history.diff') }, { value: 'text', label: t('settings.history.text') }]} />`}
    ${failure && html`<${Problem} failure=${failure} retry=${reload} />`}
    ${!data ? !failure && html`<${Skeleton} lines=${6} />` : data.text === null ? html`<${Problem} kind="warn" title=${t('settings.trouble')}>${t('settings.history.hidden')}</${Problem}>`
      : view === 'diff' ? html`<${Diff} text=${data.diff} label=${t('settings.history.diff')} />` : html`<${Code} text=${data.text} numbers label=${t('settings.history.text')} />`}
  </${Dialog}>`;
}

/** Gives a file to the browser. @param {Blob} blob @param {string} name */
function hand(blob, name) {
  const address = URL.createObjectURL(blob);
  Object.assign(document.createElement('a'), { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

/** The tab. */
export const Backup = () => html`<div class="columns">${may('admin') && html`<${Download} />`}<${Again} /></div>`;

function Download() {
  const [clear, setClear] = useState(false);
  const [failure, fail] = useState(/** @type {any} */ (null));
  const fetchIt = async () => {
    fail(null);
    const blob = await get('/backup', { reveal: clear || null });
    const name = `sluice-backup-${new Date().toISOString().slice(0, 19).replace(/[-:]/g, '')}.zip`;
    hand(blob, name);
    toast(t('settings.backup.done', { name, size: bytes(blob.size) }));
  };
  const make = async () => {
    if (clear) await confirm({ title: t('settings.backup.clear'), body: html`<p>${t('settings.backup.clear.why')}</p>`, action: t('settings.backup.do'), danger: true, run: fetchIt });
    else await fetchIt().catch(fail);
  };
  return html`<${Section} title=${t('settings.backup')}>
    <p>${t('settings.backup.holds')}</p>
    <ul>${['config', 'history', 'keys', 'prices'].map((what) => html`<li key=${what}>${t(`settings.backup.holds.${what}`)}</li>`)}</ul>
    <p class="quiet">${t('settings.backup.not')}</p>
    <${Check} label=${t('settings.backup.clear')} checked=${clear} onChange=${setClear} />
    ${failure && html`<${Problem} failure=${failure} />`}
    <div class="row"><${Button} kind="primary" icon="download" onClick=${make}>${t('settings.backup.do')}</${Button}></div>
  </${Section}>`;
}

function Again() {
  const [failure, fail] = useState(/** @type {any} */ (null));
  const [done, set] = useState(/** @type {any} */ (null));
  const reload = async () => {
    fail(null);
    set(null);
    try { set(await post('/reload')); } catch (e) { fail(e); }
  };
  return html`<${Section} title=${t('settings.reload')}>
    <p>${t('settings.reload.about')}</p>
    <p class="quiet">${t('settings.reload.bad')}</p>
    ${failure && html`<${Problem} failure=${failure} />`}
    ${done && html`<${Problem} kind=${done.warnings?.length ? 'warn' : 'info'} title=${t('settings.reload.done', { revision: done.revision })}>
      ${done.warnings?.length > 0 && html`<ul>${done.warnings.map((w, i) => html`<li key=${i}>${typeof w === 'string' ? w : html`${w.line > 0 && html`<b>${t('ui.line', { n: w.line })}</b> `}<code>${w.path}</code> ${w.message}`}</li>`)}</ul>`}</${Problem}>`}
    <div class="row"><${Button} icon="refresh" onClick=${reload}>${t('settings.reload.do')}</${Button}></div>
  </${Section}>`;
}
