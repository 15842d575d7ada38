/**
 * uPlot. Its only minified build is a classic script, half the size of its module build, so it is loaded as one, when a chart is first shown:
 * a page without a chart does not fetch it.
 */
/** @type {Promise<any>|undefined} */ let arriving;

export const uplot = () => arriving ??= new Promise((done, failed) => {
  document.head.append(Object.assign(document.createElement('script'), {
    src: '/console/vendor/uplot.js', onload: () => done(globalThis.uPlot), onerror: () => failed(new Error('uplot did not load')) }));
});
