/** What runs here, what it is made with, and whether its ledger adds up. */
import { html, useState } from '../../lib/html.js';
import { duration, number, t } from '../../lib/text.js';
import { get, post } from '../../lib/api.js';
import { useLoad } from '../../lib/load.js';
import { may } from '../../lib/session.js';
import { Badge, Button, KeyValue, Problem, Progress, Section, Skeleton, Table } from '../../ui/ui.js';
import { Api } from './api.js';

/** The rows of the table in vendor/VENDOR.md. */
async function vendored(signal) {
  const text = await (await fetch('/console/vendor/VENDOR.md', { signal })).text();
  return text.split('\n').filter((line) => line.startsWith('|')).slice(2).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()))
    .map(([file, name, version, , licence]) => ({ file, name, version, licence: licence.split(' (')[0], text: /\((LICENSE[^)]+)\)/.exec(licence)?.[1] }));
}

/** The tab. */
export function About() {
  const version = useLoad((signal) => get('/session/methods', {}, { signal }), []);
  const parts = useLoad(vendored, []);
  const packages = parts.data?.filter((p, i, all) => all.findIndex((other) => other.name === p.name) === i);
  const link = (path, text) => html`<a href=${path} target="_blank">${text}</a>`;
  return html`<div class="columns">
      <${Section} title="Sluice">
        ${version.failure ? html`<${Problem} failure=${version.failure} retry=${version.reload} />` : html`<${KeyValue} pairs=${[
          [t('settings.version'), version.data ? html`<code>${version.data.version}</code>` : html`<${Skeleton} lines=${1} />`], [t('settings.address'), html`<code>${location.origin}</code>`],
          [t('settings.links'), html`${link('/health', t('settings.links.health'))}<br />${link('/metrics', t('settings.links.metrics'))}<br />${link('/admin/api/config/schema', t('settings.links.schema'))}`]]} />`}
      </${Section}>
      <${Ledger} />
    </div>
    <${Section} title=${t('settings.parts')}>
      <p class="quiet">${t('settings.parts.about')}</p>
      ${parts.failure ? html`<${Problem} failure=${parts.failure} retry=${parts.reload} />` : html`<${Table} label=${t('settings.parts')} rows=${packages} rowKey=${(p) => p.name} columns=${[
        { key: 'name', label: t('settings.parts.name'), wide: true }, { key: 'version', label: t('settings.version'), render: (p) => html`<code>${p.version}</code>` },
        { key: 'licence', label: t('settings.parts.licence'), render: (p) => (p.text ? link(`/console/vendor/${p.text}`, p.licence) : p.licence) }]} />`}
    </${Section}>
    <${Api} />`;
}

function Ledger() {
  const { data, failure, reload } = useLoad((signal) => get('/ledger', {}, { signal }), [], { every: 5000 });
  const [busy, work] = useState(false);
  const [result, set] = useState(/** @type {any} */ (null));
  const [failed, fail] = useState(/** @type {any} */ (null));
  const check = async () => {
    work(true);
    set(null);
    fail(null);
    try { set(await post('/ledger/check')); } catch (e) { fail(e); }
    work(false);
  };
  const behind = data?.entries > 1000 || data?.oldest_ms > 60000;
  return html`<${Section} title=${t('settings.ledger')} actions=${may('operator') && html`<${Button} small busy=${busy} onClick=${check}>${t('settings.ledger.check')}</${Button}>`}>
    ${failure && html`<${Problem} failure=${failure} retry=${reload} />`}
    ${!data ? !failure && html`<${Skeleton} lines=${2} />` : html`<${KeyValue} pairs=${[
      [t('settings.state'), html`<${Badge} kind=${data.trouble ? 'bad' : behind ? 'warn' : 'ok'}>${t(data.trouble ? 'settings.ledger.trouble' : behind ? 'settings.ledger.behind' : 'settings.ledger.fine')}</${Badge}>`],
      [t('settings.ledger.waiting'), number(data.entries)], [t('settings.ledger.oldest'), data.entries ? duration(data.oldest_ms) : null]]} />`}
    ${data?.trouble && html`<${Problem} title=${t('settings.ledger.trouble')}>${data.trouble}</${Problem}>`}
    ${busy && html`<${Progress} label=${t('settings.ledger.checking')} />`}
    ${failed && html`<${Problem} failure=${failed} retry=${check} />`}
    ${result && html`<${Problem} kind=${result.sound ? 'info' : 'bad'} title=${t(result.sound ? 'settings.ledger.sound' : 'settings.ledger.unsound')}>
      <p>${t('settings.ledger.counted', { calls: result.calls, entries: result.entries, open: result.open })}</p>${result.findings.length > 0 && html`<ul>${result.findings.map((f, i) => html`<li key=${i}>${f}</li>`)}</ul>`}</${Problem}>`}
  </${Section}>`;
}
