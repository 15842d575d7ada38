// Runs before the first paint, and therefore is no module: the page must never flash in the other theme or say the wrong language.
(() => {
  const kept = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const root = document.documentElement;
  const theme = kept('sluice.theme');
  root.dataset.theme = theme === 'light' || theme === 'dark' ? theme : 'auto';
  const lang = kept('sluice.lang');
  root.lang = lang === 'en' || lang === 'zh' ? lang : navigator.language.startsWith('zh') ? 'zh' : 'en';
  // The code comes meanwhile, but to run it takes longer than to paint what stands in the page: it waits for the first frame.
  // A page in the background has none.
  let begun = false;
  const begin = () => {
    if (!begun) document.head.append(Object.assign(document.createElement('script'), { type: 'module', src: '/console/console.js' }));
    begun = true;
  };
  document.addEventListener('DOMContentLoaded', () => {
    requestAnimationFrame(() => setTimeout(begin));
    setTimeout(begin, 200);
  });
})();
