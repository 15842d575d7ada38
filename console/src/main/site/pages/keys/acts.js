/** What can be done with a key beside changing its members. */
import { html } from '../../lib/html.js';
import { t } from '../../lib/text.js';
import { del, post } from '../../lib/api.js';
import { may } from '../../lib/session.js';
import { Button, confirm, toast, withUndo } from '../../ui/ui.js';

const of = (id, what = '') => `/keys/${encodeURIComponent(id)}${what}`;

/**
 * @param {{reload: () => Promise<void>, close: () => void, made: (key: any) => void, hide: (id: string, on: boolean) => void}} page
 * close: the sheet; made: shows a new secret; hide: takes a key from the list, or puts it back
 */
export const actsOn = ({ reload, close, made, hide }) => ({
  turn: async ({ id }, on) => {
    try { await post(of(id, on ? '/enable' : '/disable')); toast(t(on ? 'keys.turnedOn' : 'keys.turnedOff', { id })); await reload(); } catch (e) { toast(e); }
  },
  /** For an owner, who cannot enable it again. */
  disable: async ({ id }) => {
    if (await confirm({ title: t('keys.disable.title', { id }), body: html`<p>${t('keys.disable.body')}</p>`, action: t('keys.disable'), danger: true, run: () => post(of(id, '/disable')) })) { close(); await reload(); }
  },
  rotate: async ({ id }) => {
    let fresh;
    if (await confirm({ title: t('keys.rotate.title', { id }), body: html`<p>${t('keys.rotate.body')}</p>`, action: t('keys.rotate'), danger: true, run: async () => { fresh = await post(of(id, '/rotate')); } })) made(fresh);
  },
  remove: ({ id }) => {
    close();
    withUndo({ text: t('keys.deleted', { id }), hide: () => hide(id, true), restore: () => hide(id, false), run: () => del(of(id), { keepalive: true }) });
  },
});

/** The buttons that the role may press: icons in a row of the list (small), words in the sheet. @param {{row: any, acts: ReturnType<typeof actsOn>, small?: boolean}} props */
export function Acts({ row, acts, small }) {
  const { id, enabled } = row;
  const one = (icon, label, run, word) => html`<${Button} small=${small} kind=${small ? 'quiet' : 'plain'} icon=${icon} label=${t(`keys.${label}`, { id })} onClick=${run}>${!small && t(word)}</${Button}>`;
  const rotate = () => one('refresh', 'rotateOf', () => acts.rotate(row), 'keys.rotate');
  if (may('operator')) {
    return html`${small && one(enabled ? 'pause' : 'check', enabled ? 'disableOf' : 'enableOf', () => acts.turn(row, !enabled), '')}${rotate()}${one('trash', 'deleteOf', () => acts.remove(row), 'ui.delete')}`;
  }
  return !may('viewer') && html`${rotate()}${enabled && one('pause', 'disableOf', () => acts.disable(row), 'keys.disable')}`;
}
