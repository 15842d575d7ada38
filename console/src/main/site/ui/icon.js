import { html } from '../lib/html.js';

/** Drawn here, 24 by 24, one stroke: name -> paths. */
const PATHS = {
  none: '',
  overview: 'M4 13h6V4H4zM14 20h6V10h-6zM4 20h6v-3H4zM14 6h6V4h-6z',
  providers: 'M4 5h16v5H4zM4 14h16v5H4zM7.5 7.500h.01M7.5 16.500h.01',
  routes: 'M4 6h4l8 12h4M4 18h4l2-3M14 9l2-3h4M18 4l2 2-2 2M18 16l2 2-2 2',
  keys: 'M14.5 9.500L21 3M17 7l3 3M8 21a5 5 0 1 1 0-10 5 5 0 0 1 0 10zM14.5 9.500L11.5 12.5',
  playground: 'M5 4l14 8-14 8z',
  clients: 'M8 7l-5 5 5 5M16 7l5 5-5 5M14 4l-4 16',
  log: 'M4 6h16M4 12h16M4 18h10',
  usage: 'M4 20V10M10 20V4M16 20v-7M21 20H3',
  limits: 'M4 17a8 8 0 1 1 16 0M12 17l4-6',
  prices: 'M12 3v18M16.5 7.500c-1-1.5-2.5-2-4.5-2-2.5 0-4.5 1-4.5 3.2 0 4.6 9 2.2 9 6.6 0 2-2 3.2-4.5 3.2-2.2 0-4-.8-5-2.5',
  settings: 'M4 7h9M19 7h1M4 17h1M11 17h9M16 4.500v5M8 14.500v5',
  menu: 'M4 6h16M4 12h16M4 18h16',
  close: 'M6 6l12 12M18 6L6 18',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  check: 'M5 12.500l4.5 4.500L19 7',
  search: 'M11 18a7 7 0 1 1 0-14 7 7 0 0 1 0 14zM16 16l5 5',
  plus: 'M12 5v14M5 12h14',
  trash: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13',
  edit: 'M4 20l1-4L16 5l3 3L8 19z',
  refresh: 'M20 5v5h-5M4 19v-5h5M5.5 9a7.5 7.5 0 0 1 13-2L20 10M18.5 15a7.5 7.5 0 0 1-13 2L4 14',
  more: 'M12 5.500v.01M12 12v.01M12 18.500v.01',
  up: 'M6 15l6-6 6 6', down: 'M6 9l6 6 6-6', left: 'M15 6l-6 6 6 6', right: 'M9 6l6 6-6 6',
  drag: 'M9 6v.01M15 6v.01M9 12v.01M15 12v.01M9 18v.01M15 18v.01',
  warn: 'M12 4l9 16H3zM12 10v4M12 17v.01',
  info: 'M12 21a9 9 0 1 1 0-18 9 9 0 0 1 0 18zM12 11v5M12 8v.01',
  out: 'M14 4h6v16h-6M4 12h11M11 8l4 4-4 4',
  stop: 'M6 6h12v12H6z', pause: 'M8 5v14M16 5v14',
  download: 'M12 4v11M7 11l5 5 5-5M4 20h16', upload: 'M12 16V5M7 9l5-5 5 5M4 20h16',
  external: 'M14 4h6v6M20 4l-9 9M18 14v6H4V6h6',
  user: 'M12 12a4 4 0 1 1 0-8 4 4 0 0 1 0 8zM4 21c0-4 3.5-6 8-6s8 2 8 6',
  clock: 'M12 21a9 9 0 1 1 0-18 9 9 0 0 1 0 18zM12 7v5l3 2',
};

/** A decorative sign; the control around it has the words. @param {{name: string, size?: number}} props */
export const Icon = ({ name, size = 16 }) => html`
  <svg class="icon" viewBox="0 0 24 24" width=${size} height=${size} aria-hidden="true" focusable="false"><path d=${PATHS[name] ?? PATHS.info} /></svg>`;
