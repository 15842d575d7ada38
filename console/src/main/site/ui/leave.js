/** Closing a form that has been filled in asks first: Esc is pressed quickly. */
import { useEffect } from '../lib/html.js';
import { t } from '../lib/text.js';
import { unsaved } from '../lib/router.js';
import { confirm } from './dialog.js';

/** @param {boolean} dirty whether something would be lost @param {() => void} close @returns {() => Promise<void>} what closes the form */
export function useLeave(dirty, close) {
  useEffect(() => { unsaved.value = dirty; return () => { unsaved.value = false; }; }, [dirty]);
  return async () => { if (!dirty || await confirm({ title: t('ui.leave'), action: t('ui.discard'), danger: true })) close(); };
}
