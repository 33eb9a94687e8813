// Line charts: the server says what is drawn, here is how it fits its box.

import { number, plainText, tick, tooltip, widthOf } from './look.js';

const TEXT = 13;
const ROW = 22;
const ICON = 22;
const GAP = 16;

// legendRows counts the rows that the legend takes in a width.
function legendRows(names, width, look) {
  let rows = 1;
  let used = 0;
  for (const name of names) {
    const wide = ICON + 6 + widthOf(name, TEXT, look.font) + GAP;
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

// words of one line in the tooltip.
function told(param, payload) {
  const value = param.value;
  const note = payload.notes?.[param.seriesName]?.[param.name] || {};
  const text = note.text ? ` (${plainText(note.text)})` : '';
  return `${param.marker} ${plainText(param.seriesName)}  ${note.mark || ''}${number(value, payload.decimals)}${text}`;
}

function tooltipText(params, payload) {
  const lines = params.filter((p) => typeof p.value === 'number').map((p) => told(p, payload));
  return lines.length ? [params[0].name, ...lines].join('\n') : '';
}

// hollow turns the mark of an estimate into a ring round the ground: the empty
// symbols of ECharts are white on any ground.
function hollow(item, color, look) {
  if (item.symbol !== 'emptyCircle') return item;
  return { ...item, symbol: 'circle', itemStyle: { color: look.surface, borderColor: color, borderWidth: 1.8 } };
}

function series(given, look) {
  return given.map((s) => ({
    ...s,
    data: s.data.map((item) => hollow(item, s.itemStyle.color, look)),
    emphasis: { disabled: true },
    lineStyle: { ...s.lineStyle, cap: 'round', join: 'round' },
  }));
}

export function lineOption(payload, look, box) {
  const { option } = payload;
  const years = option.xAxis[0].data;
  const names = [...new Set(option.series.map((s) => s.name))];
  const top = legendRows(names, box.width, look) * ROW + 4;
  const every = step(years.length, box.width - 60);
  const text = { color: look.muted, fontFamily: look.font, fontSize: TEXT - 1 };
  return {
    ...option,
    animation: false,
    textStyle: { fontFamily: look.font },
    title: { text: payload.unit, left: 0, top, padding: 0, textStyle: { ...text, fontWeight: 'normal' } },
    legend: {
      ...option.legend, data: names, left: 0, top: 0, padding: 0, itemGap: GAP, itemWidth: ICON,
      textStyle: { color: look.ink, fontFamily: look.font, fontSize: TEXT, lineHeight: ROW - 4 },
      inactiveColor: look.rule,
    },
    grid: { left: 4, right: 20, top: top + 28, bottom: 4, containLabel: true },
    tooltip: {
      ...option.tooltip, ...tooltip(look),
      axisPointer: { type: 'line', lineStyle: { color: look.muted, width: 1, type: 'solid' } },
      formatter: (params) => tooltipText(params, payload),
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
