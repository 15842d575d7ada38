/** Markup, state and effects: the one import a component needs. */
import { h } from 'preact';
import htm from 'htm';

/** Tagged template that makes Preact elements: html`<p class="quiet">${text}</p>`. Text is always text, never markup. */
export const html = htm.bind(h);

export { h, render, Fragment, createContext } from 'preact';
export { useState, useEffect, useLayoutEffect, useRef, useMemo, useCallback, useId, useContext, useErrorBoundary } from 'preact/hooks';
export { signal, computed, effect, batch, untracked, useSignal, useComputed, useSignalEffect } from '@preact/signals';

/** Joins class names and leaves out what is false: cls('button', danger && 'bad'). @param {...any} names @returns {string} */
export const cls = (...names) => names.filter(Boolean).join(' ');
