// How charts look: colours and type of the page, and numbers.

// lookOf reads the colours and the type that the style sheet gives an element.
export function lookOf(element) {
  const style = getComputedStyle(element);
  const color = (name, otherwise) => style.getPropertyValue(name).trim() || otherwise;
  const surface = color('--surface', '#ffffff');
  return {
    ink: color('--ink', '#17212b'),
    muted: color('--muted', '#56626e'),
    rule: color('--rule', '#dbe1e6'),
    surface,
    dark: lightness(surface) < 0.5,
    font: style.fontFamily,
  };
}

// lightness of a colour as the browser understands it, 0 to 1.
function lightness(color) {
  const pen = document.createElement('canvas').getContext('2d');
  pen.fillStyle = color;
  pen.fillRect(0, 0, 1, 1);
  const [r, g, b] = pen.getImageData(0, 0, 1, 1).data;
  return (0.299 * r + 0.587 * g + 0.114 * b) / 255;
}

// number prints as the server does: commas between thousands, a true minus,
// and enough decimals for what is not zero not to read as zero.
// Decimals under 0 are not known: as many as the value needs.
export function number(value, decimals) {
  if (decimals < 0) return tick(value);
  let places = decimals;
  for (let more = 0; value !== 0 && more < 6 && Math.abs(value) < 0.5 * 10 ** -places; more++) places++;
  const text = Math.abs(value).toLocaleString('en-US', { minimumFractionDigits: places, maximumFractionDigits: places });
  return (value < 0 && /[1-9]/.test(text) ? '\u2212' : '') + text;
}

// tick prints a mark of an axis: no more decimals than it needs.
export function tick(value) {
  return (value < 0 ? '\u2212' : '') + Math.abs(value).toLocaleString('en-US', { maximumFractionDigits: 6 });
}

// still is a chart without any motion, which nobody here needs.
export const still = { animation: false, stateAnimation: { duration: 0 } };

// plainText keeps text of publishers from being read as the markup of a tooltip.
export function plainText(text) {
  return String(text).replaceAll('{', '(').replaceAll('}', ')');
}

// widthOf measures text in pixels.
export function widthOf(text, size, font) {
  const pen = document.createElement('canvas').getContext('2d');
  pen.font = `${size}px ${font}`;
  return pen.measureText(text).width;
}

// tooltip is the box that both kinds of chart show.
export function tooltip(look) {
  return {
    confine: true,
    backgroundColor: look.surface,
    borderColor: look.rule,
    borderWidth: 1,
    borderRadius: 4,
    padding: [8, 12],
    textStyle: { color: look.ink, fontFamily: look.font, fontSize: 13 },
    transitionDuration: 0,
  };
}
