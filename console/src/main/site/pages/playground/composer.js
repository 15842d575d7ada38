/** Where the next message is written; pictures come by file, drop or paste. */
import { html, cls, useRef, useState } from '../../lib/html.js';
import { t } from '../../lib/text.js';
import { Button, Copy, TextArea, toast } from '../../ui/ui.js';
import { curl } from './chat.js';

const LARGEST = 20 << 20;

/** @param {File} file @returns {Promise<import('./request.js').Picture>} */
const read = (file) => new Promise((done, fail) => {
  const reader = new FileReader();
  reader.onload = () => done({ url: String(reader.result), name: file.name || t('playground.picture') });
  reader.onerror = () => fail(reader.error);
  reader.readAsDataURL(file);
});

/** @param {any} props draft, setDraft, pictures, setPictures, send, stop, busy, ready, body: what would be sent */
export function Composer({ draft, setDraft, pictures, setPictures, send, stop, busy, ready, body }) {
  const [over, setOver] = useState(false);
  const files = useRef(/** @type {HTMLInputElement|null} */ (null));
  const add = async (/** @type {Iterable<File>} */ list) => {
    const images = [...list].filter((file) => file.type.startsWith('image/'));
    if (images.some((file) => file.size > LARGEST)) toast(t('playground.tooLarge'), { kind: 'bad' });
    try {
      const more = await Promise.all(images.filter((file) => file.size <= LARGEST).map(read));
      setPictures((old) => [...old, ...more]);
    } catch (e) { toast(e); }
  };
  const keys = (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  };
  return html`<form class=${cls('section composer', over && 'over')} onSubmit=${(e) => { e.preventDefault(); send(); }}
      onDragOver=${(e) => { if (e.dataTransfer?.types.includes('Files')) { e.preventDefault(); setOver(true); } }} onDragLeave=${() => setOver(false)}
      onDrop=${(e) => { e.preventDefault(); setOver(false); add(e.dataTransfer?.files ?? []); }}>
    ${pictures.length > 0 && html`<ul class="pictures">${pictures.map((one, i) => html`<li key=${one.url.slice(-40) + i}><img src=${one.url} alt=${one.name} />
      <${Button} small icon="close" label=${t('playground.removePicture', { name: one.name })} onClick=${() => setPictures(pictures.filter((other) => other !== one))} /></li>`)}</ul>`}
    <${TextArea} label=${t('playground.message')} hideLabel placeholder=${t('playground.message.hint')} rows=${2} value=${draft} onInput=${setDraft} onKeyDown=${keys}
      onPaste=${(e) => { if (e.clipboardData?.files.length) { e.preventDefault(); add(e.clipboardData.files); } }} />
    <div class="row apart"><div class="row">
        <${Button} small icon="upload" onClick=${() => files.current?.click()}>${t('playground.addPicture')}</${Button}>
        <input ref=${files} type="file" accept="image/*" multiple hidden tabindex="-1" aria-label=${t('playground.addPicture')} onChange=${(e) => { add(e.currentTarget.files ?? []); e.currentTarget.value = ''; }} />
        <${Copy} kind="quiet" text=${() => curl(body())}>${t('playground.curl')}</${Copy}></div>
      ${busy ? html`<${Button} key="stop" kind="danger" icon="stop" onClick=${stop}>${t('playground.stop')}</${Button}>`
        : html`<${Button} key="send" kind="primary" type="submit" disabled=${!ready || (!draft.trim() && !pictures.length)}>${t('playground.send')}</${Button}>`}</div>
  </form>`;
}
