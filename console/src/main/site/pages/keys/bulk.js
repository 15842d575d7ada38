/** Many keys at once from CSV. Their secrets are in the file that comes out, and nowhere else. */
import { html, useMemo, useState } from '../../lib/html.js';
import { number, t } from '../../lib/text.js';
import { post } from '../../lib/api.js';
import { Badge, Button, Dialog, Field, Problem, Progress, Table, TextArea } from '../../ui/ui.js';
import { explain } from '../../ui/state.js';
import { COLUMNS, download, wanted, written } from './csv.js';

const EXAMPLE = `id,owner,team,models,rpm,budget,currency,window\nann,Ann,,gpt-4o-mini claude-*,60,20,USD,month`;

/** @param {{onClose: () => void, onMade: () => void}} props */
export function BulkDialog({ onClose, onMade }) {
  const [text, setText] = useState('');
  const [made, setMade] = useState(/** @type {any[]|null} */ (null));
  const [busy, work] = useState(false);
  const [fetched, setFetched] = useState(false);
  const plan = useMemo(() => wanted(text), [text]);
  const good = plan.rows.filter((r) => !r.wrong);
  const read = async (file) => { if (file) setText(await file.text()); };
  const make = async () => {
    work(true);
    const done = [];
    for (const row of good) {
      try { const key = await post('/keys', row.words); done.push({ line: row.line, id: key.id, owner: key.owner, secret: key.key }); } catch (e) { done.push({ line: row.line, id: row.words.id ?? '', failure: explain(e).message }); }
      setMade([...done]);
    }
    work(false);
    onMade();
  };
  const secrets = (made ?? []).filter((m) => m.secret);
  const fetchFile = () => { download('keys-secret.csv', written([['id', 'owner', 'key'], ...secrets.map((m) => [m.id, m.owner, m.secret])])); setFetched(true); };
  const actions = made ? html`<${Button} kind=${fetched ? 'plain' : 'primary'} icon="download" disabled=${busy || !secrets.length} onClick=${fetchFile}>${t('keys.bulk.download')}</${Button}><${Button} disabled=${busy} onClick=${onClose}>${t('ui.close')}</${Button}>`
    : html`<${Button} onClick=${onClose}>${t('ui.cancel')}</${Button}><${Button} kind="primary" disabled=${!good.length || good.length < plan.rows.length || plan.unknown.length > 0} onClick=${make}>${t('keys.bulk.do', { n: good.length })}</${Button}>`;
  return html`<${Dialog} size="l" sticky title=${t('keys.bulk')} onClose=${busy ? () => {} : onClose} actions=${actions}>
    ${made ? html`<${Progress} label=${t('keys.bulk.progress', { n: made.length, of: good.length })} value=${made.length / good.length} />
      ${!busy && secrets.length > 0 && html`<${Problem} kind="warn" title=${t('keys.once')}>${t('keys.bulk.once')}</${Problem}>`}
      <${Table} label=${t('keys.bulk')} rows=${made} rowKey=${(m) => String(m.line)} columns=${[{ key: 'line', label: t('keys.bulk.line'), end: true }, { key: 'id', label: t('keys.id') },
        { key: 'state', label: t('keys.bulk.outcome'), wide: true, render: (m) => (m.failure ? html`<span class="bad-text">${m.failure}</span>` : html`<${Badge} kind="ok">${t('keys.bulk.made')}</${Badge}>`) }]} />`
      : html`<p>${t('keys.bulk.about')}</p><p class="small quiet"><code>${COLUMNS.join(', ')}</code></p>
      <${Field} label=${t('keys.bulk.file')} control=${(a) => html`<input type="file" accept=".csv,.tsv,.txt,text/csv" ...${a} onChange=${(e) => read(e.currentTarget.files[0])} />`} />
      <${TextArea} label=${t('keys.bulk.text')} rows=${6} value=${text} onInput=${setText} placeholder=${EXAMPLE} />
      ${plan.unknown.length > 0 && html`<${Problem} kind="warn" title=${t('keys.bulk.unknown', { names: plan.unknown.join(', ') })} />`}
      ${plan.rows.length > 0 && html`<${Table} label=${t('keys.bulk.preview')} rows=${plan.rows.slice(0, 50)} rowKey=${(r) => String(r.line)} columns=${[{ key: 'line', label: t('keys.bulk.line'), end: true },
        { key: 'id', label: t('keys.id'), render: (r) => r.words.id ?? html`<span class="quiet">${t('keys.bulk.madeUp')}</span>` }, { key: 'owner', label: t('keys.owner'), render: (r) => r.words.owner ?? '–' }, { key: 'team', label: t('keys.team'), render: (r) => r.words.team ?? '–' },
        { key: 'models', label: t('keys.models'), render: (r) => r.words.models?.join(', ') ?? t('keys.all') }, { key: 'wrong', label: t('keys.bulk.outcome'), render: (r) => (r.wrong ? html`<span class="bad-text">${t('keys.bulk.wrong', { name: r.wrong })}</span>` : html`<${Badge} kind="ok">${t('keys.bulk.good')}</${Badge}>`) }]} />
        ${plan.rows.length > 50 && html`<p class="quiet">${t('keys.bulk.further', { n: plan.rows.length - 50, count: number(plan.rows.length - 50) })}</p>`}`}`}
  </${Dialog}>`;
}
