// Charts of rows, each with a name: bars, and dumbbells. The server says what
// is drawn and in which order, here is how it fits its box.

import { legendRows } from './line.js';
import { plainText, still, tick, tooltip, widthOf } from './look.js';

const TEXT = 12;
const LINE = 14;
const GAP = 13;
const ICON = 28; // as wide as legendRows takes it
const MARK = 13;

// The names take no more of the box than this.
const NAMES = 0.4;

// filled gives marks their colours: an estimate is filled with the ground.
function filled(given, look) {
  if (given.type === 'line') {
    const type = given.lineStyle.type === 'dashed' ? [7, 4] : given.lineStyle.type;
    return {
      ...given, data: given.data.map((item) => item.value ?? [null, null]),
      lineStyle: { ...given.lineStyle, type }, silent: true, emphasis: { disabled: true }, z: given.name ? 4 : 2,
    };
  }
  const data = given.data.map((item) => {
    if (item.symbol?.startsWith('empty')) {
      const symbol = item.symbol.slice('empty'.length).toLowerCase();
      return { ...item, symbol, itemStyle: { ...given.itemStyle, color: look.surface, opacity: 1 } };
    }
    if (item.itemStyle?.color === 'transparent') return { ...item, itemStyle: { ...item.itemStyle, color: look.surface } };
    return item.value === undefined ? { value: null } : item;
  });
  // The disc over the diamond, so that both are seen where they meet.
  const z = given.symbol === 'circle' ? 6 : 5;
  return {
    ...given, data, z, barMaxWidth: 18, barCategoryGap: '35%', emphasis: { disabled: true },
    itemStyle: { ...given.itemStyle, opacity: 1 },
  };
}

function tooltipText(given, payload, names) {
  const param = Array.isArray(given) ? given[0] : given;
  const row = Array.isArray(param.value) ? param.value[1] : param.dataIndex;
  const tip = payload.rows[row]?.tip;
  return tip ? [names[row], ...tip].map(plainText).join('\n') : '';
}

export function rowsOption(payload, look, box) {
  const { option } = payload;
  const axis = option.yAxis[0];
  const names = axis.data;
  const entries = option.series.map((s) => s.name).filter((name) => payload.kind === 'dumbbell' || name !== payload.unit).filter(Boolean);
  const top = entries.length > 0 ? legendRows(entries, box.width, look) * (LINE + GAP) : 0;
  const text = { color: look.muted, fontFamily: look.font, fontSize: TEXT };
  const room = Math.min(NAMES * box.width, Math.max(...names.map((name) => widthOf(name, TEXT, look.font))) + 4);
  const ends = payload.rows.map((row) => row.text || '');
  const endRoom = Math.max(...ends.map((end) => widthOf(end, TEXT, look.font))) + 14;
  const bare = { axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: false } };
  const every = { interval: 0, fontFamily: look.font, fontSize: TEXT, color: look.ink };
  return {
    ...option,
    ...still,
    textStyle: { fontFamily: look.font },
    title: { text: payload.unit, left: 0, top, padding: 0, textStyle: { ...text, fontWeight: 'normal' } },
    legend: {
      ...option.legend, show: entries.length > 0, data: entries, left: 0, top: 0, padding: 0, itemGap: GAP, itemWidth: payload.kind === 'dumbbell' ? MARK : ICON, itemHeight: MARK,
      textStyle: { color: look.ink, fontFamily: look.font, fontSize: TEXT + 1, lineHeight: LINE },
      inactiveColor: look.rule,
    },
    grid: { left: room + 10, right: endRoom, top: top + (payload.unit ? 28 : 12), bottom: 26, containLabel: false },
    tooltip: { ...option.tooltip, ...tooltip(look), axisPointer: { type: 'none' }, formatter: (given) => tooltipText(given, payload, names) },
    xAxis: option.xAxis.map((given) => ({
      ...given,
      splitNumber: box.width < 520 ? 4 : 5,
      axisLabel: { ...text, formatter: tick, hideOverlap: true },
      splitLine: { lineStyle: { color: look.rule } },
    })),
    yAxis: [
      { ...axis, ...bare, axisLabel: { ...every, width: room, overflow: 'truncate' } },
      { type: 'category', inverse: true, position: 'right', data: ends, ...bare, axisLabel: { ...every, align: 'left' } },
    ],
    series: option.series.map((given) => filled(given, look)),
  };
}
