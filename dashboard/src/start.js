// Fetches what draws the charts when the first of them is about to come into
// view: it is most of the weight of a page, and whoever reads the finding alone
// needs none of it.

const source = document.currentScript.dataset.charts;
let drawing;

// A chart that fails leaves its element as it is, and the others alone; the
// table under it has the same figures.
function draw(element) {
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

for (const element of document.querySelectorAll('[data-chart]')) near.observe(element);
