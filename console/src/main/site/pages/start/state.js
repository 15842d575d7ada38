/** Where somebody is in the first steps. The step is in the address, what was filled in is kept in the browser; a secret never is. */
import { signal } from '../../lib/html.js';
import { withoutSecrets } from '../providers/fields.js';

/**
 * @typedef {{id: string, config: Record<string, any>, names: {model: string, name: string}[], every: boolean, saved: boolean, key: {id: string, secret?: string}|null}} Draft
 * id: the provider's; config: its members, secrets included; names: the models chosen, and what callers call them; every: other names pass, too;
 * saved: whether the provider is in the configuration; key: the one that was made
 */

/** @type {Draft} */ const NOTHING = { id: '', config: {}, names: [], every: false, saved: false, key: null };
const PLACE = 'sluice.start';

function restored() {
  try { return { ...NOTHING, ...JSON.parse(localStorage.getItem(PLACE) ?? '{}') }; } catch { return NOTHING; }
}

/** @type {import('@preact/signals').Signal<Draft>} */
export const draft = signal(restored());
/** What the test of the draft's provider has found. @type {import('@preact/signals').Signal<import('../providers/test.js').Tested|null>} */
export const tested = signal(null);

/** Changes the draft and keeps it. @param {Partial<Draft>} changes @param {import('../providers/presets.js').Preset} [preset] whose fields tell what is secret */
export function keep(changes, preset) {
  draft.value = { ...draft.value, ...changes };
  const { config, key, ...rest } = draft.value;
  // Without a preset nobody knows what is secret: then only the type is kept.
  const plain = preset ? withoutSecrets(preset, config) : { type: config.type };
  try { localStorage.setItem(PLACE, JSON.stringify({ ...rest, config: plain, key: key && { id: key.id } })); } catch { /* private window: until the page is left */ }
}

/** Forgets everything: the next visit begins anew. */
export function forget() {
  draft.value = NOTHING;
  tested.value = null;
  try { localStorage.removeItem(PLACE); } catch { /* nothing was kept */ }
}
