/** A copy of everything that is set, and reading the configuration from the disk again. */
import { html, useState } from '../../lib/html.js';
import { bytes, t } from '../../lib/text.js';
import { get, post } from '../../lib/api.js';
import { may } from '../../lib/session.js';
import { Button, Check, Problem, Section, confirm, toast } from '../../ui/ui.js';

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
