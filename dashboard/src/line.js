// Line charts: the server says what is drawn, here is how it fits its box.

import { number, plainText, still, tick, tooltip, widthOf } from './look.js';

const TEXT = 13;
const ICON = 28;
const LINE = 14;
const TIP = 13;
const GAP = 13; // of the legend, between entries and between rows

// legendRows counts the rows that the legend takes in a width.
export function legendRows(names, width, look) {
  let rows = 1;
  let used = 0;
  for (const name of names) {
    const wide = ICON + 5 + widthOf(name, TEXT, look.font) + GAP;
    if (used > 0 && used + wide - GAP > width) {
      rows++;
      used = 0;
    }
    used += wide;
  }
  return rows;
}

// step says after how many years the axis names one.
function step(years, width) {
  return [1, 2, 5, 10, 20].find((s) => (years / s) * 44 <= width) || 50;
}

// told is what the tooltip says of one line: its number, and what there is to
// note about it.
function told(param, payload) {
  const note = payload.notes?.[param.seriesName]?.[param.name] || {};
  const value = `${plainText(param.seriesName)}  ${note.mark || ''}${number(param.value, payload.decimals)}`;
  return [param.marker, value, note.text ? `(${plainText(note.text)})` : ''];
}

// tooltipText puts notes on rows of their own where the box is too narrow.
function tooltipText(params, payload, look, box) {
  const lines = params.filter((p) => p.seriesType === 'line' && typeof p.value === 'number').map((p) => told(p, payload));
  if (lines.length === 0) return '';
  const widest = Math.max(...lines.map(([, value, note]) => widthOf(`${value} ${note}`, TIP, look.font)));
  const apart = widest > box.width - 70 ? `\n${'\u2003'.repeat(2)}` : ' ';
  return [params[0].name, ...lines.map(([marker, value, note]) => `${marker} ${value}${note && apart + note}`)].join('\n');
}

// strokes are a little wider apart than those of ECharts, which run together
// in thin lines. They are those of the drawings.
const strokes = { solid: 'solid', dashed: [7, 4], dotted: [2, 4], dashdot: [9, 3, 2, 3] };

const isHollow = (item) => item.symbol?.startsWith('empty');

// hollow are the marks of estimates, on top of their lines and filled with the
// ground: the empty symbols of ECharts are white on any ground.
function hollow(given, look) {
  const data = given.data.map((item) => (isHollow(item) ? item.value : null));
  if (data.every((value) => value === null)) return [];
  return [{
    type: 'scatter', name: given.name, data, symbol: given.symbol, symbolSize: given.symbolSize + 1, z: 4, silent: true,
    itemStyle: { color: look.surface, borderColor: given.itemStyle.color, borderWidth: 1.8, opacity: 1 },
    tooltip: { show: false }, emphasis: { disabled: true },
  }];
}

// ownBreaks are breaks within one line: a short upright at the value, with the
// word over it.
function ownBreaks(breaks, given, years, payload, look) {
  return breaks.filter((b) => b.series).flatMap((b) => {
    const at = years.indexOf(String(b.year));
    const line = given.find((s) => s.name === b.series && typeof s.data[at]?.value === 'number');
    if (!line) return [];
    return [{
      type: 'scatter', name: b.series, data: [[at, line.data[at].value]], symbol: 'rect', symbolSize: [1.5, 20], z: 3, silent: true,
      itemStyle: { color: line.itemStyle.color, opacity: 1 },
      label: { show: true, position: 'top', formatter: payload.breakWord || '', color: look.ink, fontFamily: look.font, fontSize: TEXT - 2 },
      tooltip: { show: false }, emphasis: { disabled: true },
    }];
  });
}

// allBreaks are breaks of the definition: thin lines from the axis up, with the
// word over them where it has room.
function allBreaks(breaks, years, payload, look, width) {
  const marked = breaks.filter((b) => !b.series);
  if (marked.length === 0) return [];
  const word = payload.breakWord || '';
  const apart = (widthOf(word, TEXT - 2, look.font) + 4) / (width / years.length);
  let free = -Infinity;
  const data = marked.map((b) => {
    const at = years.indexOf(String(b.year));
    const show = at >= free;
    if (show) free = at + apart;
    return { xAxis: at, label: { show } };
  });
  return [{
    type: 'line', name: '', data: [], silent: true,
    markLine: {
      silent: true, symbol: 'none', animation: false, data,
      lineStyle: { color: look.muted, width: 1, type: 'solid' },
      label: { position: 'end', distance: 4, formatter: word, color: look.ink, fontFamily: look.font, fontSize: TEXT - 2 },
    },
  }];
}

function series(payload, look, width) {
  const given = payload.option.series;
  const years = payload.option.xAxis[0].data;
  const breaks = payload.breaks || [];
  const lines = given.map((s) => ({
    ...s,
    data: s.data.map((item) => item.value ?? null),
    emphasis: { disabled: true },
    lineStyle: { ...s.lineStyle, type: strokes[s.lineStyle.type], join: 'round' },
  }));
  return [
    ...allBreaks(breaks, years, payload, look, width), ...lines,
    ...ownBreaks(breaks, given, years, payload, look), ...given.flatMap((s) => hollow(s, look)),
  ];
}

// entries of the legend: what has no marks on its line has none in the legend.
function entries(given) {
  const first = new Map(given.toReversed().map((s) => [s.name, s]));
  return [...new Set(given.map((s) => s.name))].map((name) => (
    first.get(name).symbol === 'none' ? { name, itemStyle: { opacity: 0 } } : { name }
  ));
}

export function lineOption(payload, look, box) {
  const { option } = payload;
  const years = option.xAxis[0].data;
  const names = [...new Set(option.series.map((s) => s.name))];
  const top = legendRows(names, box.width, look) * (LINE + GAP);
  const over = payload.breaks?.some((b) => !b.series) ? LINE : 0; // room for the word
  const every = step(years.length, box.width - 60);
  const text = { color: look.muted, fontFamily: look.font, fontSize: TEXT - 1 };
  return {
    ...option,
    ...still,
    textStyle: { fontFamily: look.font },
    title: { text: payload.unit, left: 0, top, padding: 0, textStyle: { ...text, fontWeight: 'normal' } },
    legend: {
      ...option.legend, data: entries(option.series), left: 0, top: 0, padding: 0, itemGap: GAP, itemWidth: ICON,
      textStyle: { color: look.ink, fontFamily: look.font, fontSize: TEXT, lineHeight: LINE },
      inactiveColor: look.rule,
    },
    grid: { left: 4, right: 20, top: top + (payload.unit ? 28 : 12) + over, bottom: 4, containLabel: true },
    tooltip: {
      ...option.tooltip, ...tooltip(look),
      axisPointer: { type: 'line', lineStyle: { color: look.muted, width: 1, type: 'solid' } },
      formatter: (params) => tooltipText(params, payload, look, box),
    },
    xAxis: option.xAxis.map((axis) => ({
      ...axis,
      boundaryGap: false,
      axisLine: { lineStyle: { color: look.muted } },
      axisTick: { alignWithLabel: true, interval: (i) => Number(years[i]) % every === 0, lineStyle: { color: look.muted } },
      axisLabel: { ...text, interval: (i) => Number(years[i]) % every === 0 },
    })),
    yAxis: option.yAxis.map((axis) => ({
      ...axis,
      name: '',
      axisLabel: { ...text, formatter: tick },
      splitLine: { lineStyle: { color: look.rule } },
    })),
    series: series(payload, look, box.width - 60),
  };
}
