/** What is asked of the server while a configuration is written: whether it is good, and which words it knows. */
import { html, useEffect, useMemo, useState } from '../../lib/html.js';
import { t } from '../../lib/text.js';
import { get, post } from '../../lib/api.js';
import { useLoad } from '../../lib/load.js';
import { may } from '../../lib/session.js';
import { Icon } from '../../ui/ui.js';

/** @typedef {{line: number, path?: string, message: string, warning?: boolean}} Note */

/** Checks a text a moment after it has been changed. @param {string|null|undefined} text @returns {{notes: Note[], state: 'good'|'bad'|'busy'|'none', failure: any}} */
export function useCheck(text) {
  const [found, set] = useState(/** @type {any} */ ({ notes: [], state: 'none', failure: null }));
  useEffect(() => {
    if (!text?.trim() || !may('operator')) { set({ notes: [], state: 'none', failure: null }); return undefined; }
    const control = new AbortController();
    set((old) => ({ ...old, state: 'busy' }));
    const timer = setTimeout(async () => {
      try {
        const { good, problems, warnings } = await post('/config/check', { text }, { signal: control.signal });
        set({ notes: [...problems, ...warnings.map((w) => ({ ...w, warning: true }))], state: good ? 'good' : 'bad', failure: null });
      } catch (failure) {
        if (!control.signal.aborted) set({ notes: [], state: 'none', failure });
      }
    }, 500);
    return () => { clearTimeout(timer); control.abort(); };
  }, [text]);
  return found;
}

/** The schema, and values that it does not know: types of providers, and the names that the text itself gives. @param {string} text */
export function useWords(text) {
  const { data: schema } = useLoad((signal) => get('/config/schema', {}, { signal }), []);
  const { data: presets } = useLoad((signal) => get('/presets', {}, { signal }), []);
  const ids = useMemo(() => {
    const section = /^providers:\n((?:[ -].*\n?|#.*\n?|\n)*)/m.exec(text)?.[1] ?? '';
    return [...section.matchAll(/(?:^ *- +|[{,] *|^ +)id: *["']?([^"',}\s]+)/gm)].map((m) => ({ label: m[1] }));
  }, [text]);
  const names = (path) => {
    const place = path.join('.');
    if (place === 'providers.[].type') return (presets?.data ?? []).map((p) => ({ label: p.id, hint: [p.names?.en, p.names?.zh].filter(Boolean).join(' · ') }));
    return /^models\.\[\]\.(targets\.\[\]\.)?provider$/.test(place) ? ids : [];
  };
  return { schema, names };
}

/** What is wrong and what looks odd; a click goes to the line. @param {{notes: Note[], go: (line: number) => void}} props */
export const Problems = ({ notes, go }) => html`<ul class="problems" aria-label=${t('settings.problems')}>${notes.map((note, i) => html`
  <li key=${i}><button type="button" class=${note.warning ? 'odd' : 'wrong'} onClick=${() => go(note.line)}><${Icon} name=${note.warning ? 'info' : 'warn'} size=${14} />
    <span class="num">${note.line > 0 ? t('ui.line', { n: note.line }) : ''}</span><span><span class="sr">${note.warning ? t('settings.warning') : t('settings.problem')}</span> ${note.path && html`<code>${note.path}</code> `}${note.message}</span></button></li>`)}</ul>`;

/** One line that says how the text stands. @param {{check: ReturnType<typeof useCheck>}} props */
export function Standing({ check }) {
  const wrong = check.notes.filter((note) => !note.warning).length, odd = check.notes.length - wrong;
  const said = check.state === 'busy' ? t('settings.checking') : check.failure ? t('settings.notChecked', { why: check.failure.message })
    : check.state === 'good' ? (odd ? t('settings.odd', { n: odd }) : t('settings.good')) : check.state === 'bad' ? t('settings.bad', { n: wrong }) : '';
  return html`<p role="status" class=${check.state === 'bad' ? 'bad-text' : check.state === 'good' ? (odd ? 'warn-text' : 'ok-text') : 'quiet'}>
    ${said && check.state !== 'busy' && html`<${Icon} name=${check.state === 'good' && !odd ? 'check' : 'warn'} size=${14} /> `}${said}</p>`;
}
