// Line charts: the server says what is drawn, here is how it fits its box.

import { number, plainText, still, tick, tooltip, widthOf } from './look.js';

const TEXT = 13;
const ICON = 22;
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
// in thin lines.
const strokes = { solid: 'solid', dashed: [7, 4], dotted: [2, 4] };

// rings are the marks of estimates, on top of their lines and filled with the
// ground: the empty symbols of ECharts are white on any ground.
function rings(given, look) {
  const data = given.data.map((item) => (item.symbol === 'emptyCircle' ? item.value : null));
  if (data.every((value) => value === null)) return [];
  return [{
    type: 'scatter', name: given.name, data, symbol: 'circle', symbolSize: 7, z: 3, silent: true,
    itemStyle: { color: look.surface, borderColor: given.itemStyle.color, borderWidth: 1.8, opacity: 1 },
    tooltip: { show: false }, emphasis: { disabled: true },
  }];
}

function series(given, look) {
  const lines = given.map((s) => ({
    ...s,
    data: s.data.map((item) => item.value ?? null),
    emphasis: { disabled: true },
    lineStyle: { ...s.lineStyle, type: strokes[s.lineStyle.type], join: 'round' },
  }));
  return [...lines, ...given.flatMap((s) => rings(s, look))];
}

export function lineOption(payload, look, box) {
  const { option } = payload;
  const years = option.xAxis[0].data;
  const names = [...new Set(option.series.map((s) => s.name))];
  const top = legendRows(names, box.width, look) * (LINE + GAP);
  const every = step(years.length, box.width - 60);
  const text = { color: look.muted, fontFamily: look.font, fontSize: TEXT - 1 };
  return {
    ...option,
    ...still,
    textStyle: { fontFamily: look.font },
    title: { text: payload.unit, left: 0, top, padding: 0, textStyle: { ...text, fontWeight: 'normal' } },
    legend: {
      ...option.legend, data: names, left: 0, top: 0, padding: 0, itemGap: GAP, itemWidth: ICON,
      textStyle: { color: look.ink, fontFamily: look.font, fontSize: TEXT, lineHeight: LINE },
      inactiveColor: look.rule,
    },
    grid: { left: 4, right: 20, top: top + (payload.unit ? 28 : 12), bottom: 4, containLabel: true },
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
    series: series(option.series, look),
  };
}
