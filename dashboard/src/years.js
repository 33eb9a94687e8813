// The year of a map: a slider in the place of the form that serves without
// scripts. The address keeps the year, so that what is seen can be passed on.

// inYear is an address with another year; "" is the latest of each economy.
function inYear(address, year) {
  const url = new URL(address, location.href);
  if (year) url.searchParams.set('year', year);
  else url.searchParams.delete('year');
  return url;
}

// addYears puts a slider into the form of a map. Its last place is the latest
// value of each economy. change redraws the map, with a frame or with none.
export function addYears(plot, payload, change) {
  if (!payload.frames) return;
  const form = document.querySelector(`[data-years="${plot.dataset.chart}"]`);
  if (!form) { // an embed, which shows the year that it was made for
    const frame = payload.frames.find((f) => f.year === payload.shown);
    if (frame) change(frame);
    return;
  }
  const select = form.elements.year;
  const figure = plot.closest('figure');
  const title = figure.querySelector('.figure-title');
  const { frames, latest } = payload;
  const slider = Object.assign(document.createElement('input'), {
    type: 'range', min: 0, max: frames.length, step: 1, className: 'slider', ariaLabel: form.dataset.label,
  });
  const show = (at) => {
    const frame = frames[at];
    const year = frame ? String(frame.year) : '';
    slider.value = at;
    select.value = year;
    slider.setAttribute('aria-valuetext', select.selectedOptions[0]?.textContent ?? year);
    title.textContent = (frame ?? latest).title;
    plot.setAttribute('aria-label', (frame ?? latest).alt);
    const table = form.querySelector('[data-table]');
    if (table) table.href = inYear(table.href, year).href;
    change(frame);
  };
  const turn = (at) => {
    show(at);
    history.replaceState(history.state, '', inYear(location.href, select.value).href);
  };
  const place = (year) => {
    const at = frames.findIndex((frame) => String(frame.year) === String(year));
    return at < 0 ? frames.length : at;
  };
  slider.addEventListener('input', () => turn(Number(slider.value)));
  select.addEventListener('change', () => turn(place(select.value)));
  form.addEventListener('submit', (event) => event.preventDefault());
  form.querySelector('button').hidden = true;
  select.closest('label').after(slider);
  show(place(payload.shown || ''));
}
