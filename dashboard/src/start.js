// Fetches what draws the charts when the first of them is about to come into
// view: it is most of the weight of a page, and whoever reads the finding alone
// needs none of it.

const source = document.currentScript.dataset.charts;
let drawing;

// A chart that fails leaves its element as it is, and the others alone; the
// table under it has the same figures.
function draw(element) {
  if (element.dataset.drawing) return;
  element.dataset.drawing = 'true';
  drawing ??= import(source);
  drawing.then(({ show }) => show(element)).catch((fault) => console.error('chart', element.dataset.chart, fault));
}

const near = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    near.unobserve(target);
    draw(target);
  }
}, { rootMargin: '20%' });

const charts = document.querySelectorAll('[data-chart]');
for (const element of charts) near.observe(element);

// The others are drawn in idle moments once a reader has begun to read, so that
// they are there on paper too: a page does not wait before it is printed.
function drawAll() {
  for (const element of charts) {
    if (!element.checkVisibility()) continue; // inside what is closed: when it is opened
    near.unobserve(element);
    draw(element);
  }
}

const idle = window.requestIdleCallback ?? ((then) => setTimeout(then, 200)); // not every browser has it

if (charts.length > 0) {
  const begun = new AbortController();
  for (const sign of ['scroll', 'pointermove', 'keydown', 'beforeprint']) {
    addEventListener(sign, () => {
      begun.abort();
      idle(drawAll, { timeout: 2000 });
    }, { signal: begun.signal, passive: true });
  }
}
