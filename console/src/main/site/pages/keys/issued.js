/** A secret, the one time that it is there. */
import { html } from '../../lib/html.js';
import { t } from '../../lib/text.js';
import { Button, Code, Copy, Dialog, Problem, confirm } from '../../ui/ui.js';

/** The secret with a copy button, and that it will not be shown again. @param {{secret: string}} props */
export const Issued = ({ secret }) => html`<div class="stack">
  <${Problem} kind="warn" title=${t('keys.once')}>${t('keys.once.why')}</${Problem}>
  <${Code} label=${t('keys.secret')} text=${secret} wrap copy=${false} />
  <div><${Copy} text=${secret} kind="primary" small=${false}>${t('keys.copy')}</${Copy}></div></div>`;

/** The same as a dialog that a stray click does not close. @param {{id: string, secret: string, onClose: () => void}} props */
export function IssuedDialog({ id, secret, onClose }) {
  const leave = async () => { if (await confirm({ title: t('keys.kept.ask'), body: html`<p>${t('keys.once.why')}</p>`, action: t('keys.kept') })) onClose(); };
  return html`<${Dialog} sticky title=${t('keys.issued', { id })} onClose=${leave} actions=${html`<${Button} onClick=${onClose}>${t('keys.kept')}</${Button}>`}><${Issued} secret=${secret} /></${Dialog}>`;
}
