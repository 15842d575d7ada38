// Runs before the first paint, and therefore is no module: the page must never flash in the other theme or say the wrong language.
(() => {
  const kept = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const root = document.documentElement;
  const theme = kept('sluice.theme');
  root.dataset.theme = theme === 'light' || theme === 'dark' ? theme : 'auto';
  const lang = kept('sluice.lang');
  root.lang = lang === 'en' || lang === 'zh' ? lang : navigator.language.startsWith('zh') ? 'zh' : 'en';
})();
