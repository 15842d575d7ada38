/** The last look before a configuration is put in force: what changes, and a note why. */
import { html, useState } from '../../lib/html.js';
import { t } from '../../lib/text.js';
import { post, request } from '../../lib/api.js';
import { useLoad } from '../../lib/load.js';
import { Button, Dialog, Input, Problem, Skeleton } from '../../ui/ui.js';
import { Diff } from './diff.js';

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
