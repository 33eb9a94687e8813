// Maps of the world: outlines joined to values by M49 code.

import { registerMap } from 'echarts/core';

import { number, plainText, still, tick, tooltip, widthOf } from './look.js';

const TEXT = 12;
const ROW = 22;
const SWATCH = 14;

let world; // one load for all maps of a page

// loadWorld fetches the outlines once. Their file carries beside them the
// places of economies that are too small to be seen.
export function loadWorld(address) {
  world ??= fetch(address).then((answer) => {
    if (!answer.ok) throw new Error(`outlines: ${answer.status}`);
    return answer.json();
  }).then((geo) => {
    registerMap('world-m49', geo);
    loadWorld.points = geo.points;
  });
  return world;
}

// Equal Earth: areas keep their size, so that no class of values looks larger
// than it is. Šavrič, Patterson and Jenny, 2018.
const [A1, A2, A3, A4] = [1.340264, -0.081106, 0.000893, 0.003796];
const M = Math.sqrt(3) / 2;
const RADIAN = Math.PI / 180;

const rise = (t, t2 = t * t, t6 = t2 * t2 * t2) => t * (A1 + A2 * t2 + t6 * (A3 + A4 * t2));
const slope = (t, t2 = t * t, t6 = t2 * t2 * t2) => A1 + 3 * A2 * t2 + t6 * (7 * A3 + 9 * A4 * t2);

const equalEarth = {
  project([lon, lat]) {
    const t = Math.asin(M * Math.sin(lat * RADIAN));
    return [(lon * RADIAN * Math.cos(t)) / (M * slope(t)), -rise(t)];
  },
  unproject([x, y]) {
    let t = -y / A1;
    for (let i = 0; i < 12; i++) t -= (rise(t) + y) / slope(t);
    const sine = Math.sin(t) / M;
    return Math.abs(sine) > 1 ? null : [(M * x * slope(t)) / Math.cos(t) / RADIAN, Math.asin(sine) / RADIAN];
  },
};

// hatch is the fill of economies without a value: a pattern, so that it cannot
// be taken for a class.
function hatch(look) {
  const tile = document.createElement('canvas');
  tile.width = 6;
  tile.height = 6;
  const pen = tile.getContext('2d');
  pen.fillStyle = look.dark ? '#2a333b' : '#eceef0';
  pen.fillRect(0, 0, 6, 6);
  pen.strokeStyle = look.dark ? '#4a5661' : '#b9c0c6';
  pen.lineWidth = 1;
  for (const x of [-6, 0, 6]) {
    pen.moveTo(x - 1, 7);
    pen.lineTo(x + 7, -1);
  }
  pen.stroke();
  return { image: tile, repeat: 'repeat' };
}

// colored gives the classes; on a dark ground the high ones are the light
// ones, as on a light ground they are the dark ones.
function colored(classes, look) {
  const colors = classes.map((c) => c.color);
  if (look.dark) colors.reverse();
  return classes.map((c, i) => ({ ...c, color: colors[i] }));
}

// legend lays the classes out in rows, the economies without a value last.
function legend(payload, classes, look, width) {
  const entries = classes.map((c, i) => [c.color, `${tick(payload.bins[i])}\u2013${tick(payload.bins[i + 1])}`]);
  if (payload.noData) entries.push([hatch(look), payload.noData]);
  const elements = [];
  let [x, y] = [0, 0];
  const label = (text, left, fill) => elements.push({
    type: 'text', silent: true, left, top: y + 4, style: { text, fill, font: `${TEXT}px ${look.font}` },
  });
  if (payload.unit) {
    label(payload.unit, 0, look.muted);
    x = widthOf(payload.unit, TEXT, look.font) + 18;
  }
  for (const [fill, text] of entries) {
    const wide = SWATCH + 6 + widthOf(text, TEXT, look.font);
    if (x > 0 && x + wide > width) [x, y] = [0, y + ROW];
    elements.push({
      type: 'rect', silent: true, left: x, top: y + 1, shape: { width: SWATCH, height: SWATCH, r: 2 },
      style: { fill, stroke: look.muted, lineWidth: 0.5 },
    });
    label(text, x + SWATCH + 6, look.ink);
    x += wide + 16;
  }
  return { elements, height: y + ROW };
}

// said is what the tooltip says of an economy: in a single year, put together
// here as the server puts together the latest value.
function said(code, payload, frame) {
  if (!frame) return payload.areas[code].text;
  const at = payload.order.indexOf(code);
  const value = frame.values[at];
  if (value === null || value === undefined) return payload.noData || '';
  const mark = frame.marks[at];
  const bound = mark === '<' || mark === '>' ? mark : '';
  const words = `${bound}${number(value, payload.decimals)} ${payload.unit}`.trim();
  const status = payload.statuses?.[mark];
  return `${words}, ${frame.year}${status ? ` (${status})` : ''}`;
}

function tooltipText(param, payload, frame) {
  const area = payload.areas?.[param.name];
  return area ? `${plainText(area.name)}\n${plainText(said(param.name, payload, frame))}` : plainText(payload.noData || '');
}

// valuesOf are the values of a year by code, or those of the options. Who has
// none in that year is not among them.
function valuesOf(payload, frame) {
  if (!frame) return payload.option.series[0].data;
  return payload.order.map((name, i) => ({ name, value: frame.values[i] })).filter((v) => v.value !== null);
}

// colorOf gives the colour of the class that a value falls in.
function colorOf(value, classes) {
  return classes.find((c) => value >= (c.from ?? -Infinity) && value < (c.under ?? Infinity))?.color;
}

// painted is a region with its colour, the same under the pointer: the ring
// round it is what tells.
function painted(areaColor, look) {
  return {
    itemStyle: { areaColor },
    emphasis: { label: { show: false }, itemStyle: { areaColor, borderColor: look.ink, borderWidth: 1.4 } },
  };
}

function dots(values, classes) {
  return values.filter((v) => loadWorld.points[v.name]).map((v) => ({
    name: v.name, value: [...loadWorld.points[v.name], v.value], itemStyle: { color: colorOf(v.value, classes) },
  }));
}

// mapOption draws a frame of a map, or its latest values where there is none.
export function mapOption(payload, look, box, frame) {
  const { option } = payload;
  const values = valuesOf(payload, frame);
  const classes = colored(payload.classes || [], look);
  const key = legend(payload, classes, look, box.width);
  const empty = painted(hatch(look), look);
  return {
    ...still,
    textStyle: { fontFamily: look.font },
    tooltip: { ...option.tooltip, ...tooltip(look), formatter: (param) => tooltipText(param, payload, frame) },
    geo: {
      map: 'world-m49', nameProperty: 'id', roam: false, projection: equalEarth,
      left: 14, right: 14, top: key.height + 4, bottom: 4,
      itemStyle: { ...empty.itemStyle, borderColor: look.dark ? '#3c4650' : '#ffffff', borderWidth: 0.5 },
      emphasis: empty.emphasis,
      select: { disabled: true },
      regions: values.map((v) => ({ name: v.name, ...painted(colorOf(v.value, classes), look) })),
    },
    graphic: { elements: key.elements },
    series: [
      { type: 'map', geoIndex: 0, data: values, selectedMode: false },
      {
        type: 'scatter', coordinateSystem: 'geo', data: dots(values, classes), symbolSize: box.width < 600 ? 5 : 8, z: 3,
        itemStyle: { borderColor: look.dark ? look.surface : look.ink, borderWidth: 0.8, opacity: 1 },
        emphasis: { scale: 1.5 },
      },
    ],
  };
}
