/**
 * uPlot as a module. Its only minified build is a classic script, half the size of its module build, so it is loaded as one;
 * whoever imports 'uplot' waits for it. Import it dynamically: a page without a chart should not fetch it.
 */
await Promise.all([
  new Promise((done, failed) => {
    const script = Object.assign(document.createElement('script'), { src: '/console/vendor/uplot.js', onload: done });
    script.onerror = () => failed(new Error('uplot did not load'));
    document.head.append(script);
  }),
  new Promise((done) => {
    document.head.append(Object.assign(document.createElement('link'), {
      rel: 'stylesheet', href: '/console/vendor/uplot.css', onload: done, onerror: done }));
  }),
]);

export default globalThis.uPlot;
