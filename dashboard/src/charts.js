// Draws the charts of a page with ECharts. For an element with data-chart="ID"
// it reads the options in <script type="application/json" id="ID"> and replaces
// the element's content by a canvas. Without this script a page still has its
// drawings and tables. All text goes to a canvas, none of it to HTML.

import { init, use } from 'echarts/core';
import { BarChart, LineChart, MapChart, ScatterChart } from 'echarts/charts';
import {
  GeoComponent, GraphicComponent, GridComponent, LegendPlainComponent, MarkLineComponent, TitleComponent, TooltipComponent,
} from 'echarts/components';
import { CanvasRenderer } from 'echarts/renderers';

import { lineOption } from './line.js';
import { loadWorld, mapOption } from './map.js';
import { lookOf } from './look.js';
import { rowsOption } from './rows.js';
import { addYears } from './years.js';

use([
  BarChart, LineChart, MapChart, ScatterChart,
  GeoComponent, GraphicComponent, GridComponent, LegendPlainComponent, MarkLineComponent, TitleComponent, TooltipComponent,
  CanvasRenderer,
]);

// boxOf gives the size to draw at; ECharts would guess, and warn, in a box
// that is not laid out yet.
function boxOf(element) {
  return { width: element.clientWidth, height: element.clientHeight };
}

// start draws one chart, again when its box changes, and when the reader turns
// to dark or light: the colours come from the style sheet. It gives what draws
// another frame of the chart.
function start(element, payload, optionOf) {
  const chart = init(element, null, boxOf(element));
  let frame;
  const draw = () => {
    chart.setOption(optionOf(payload, lookOf(element), boxOf(element), frame), { notMerge: true });
  };
  new ResizeObserver(() => {
    const box = boxOf(element);
    if (box.width === 0 || (box.width === chart.getWidth() && box.height === chart.getHeight())) return;
    chart.resize(box);
    draw();
  }).observe(element);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  draw();
  return (next) => {
    frame = next;
    draw();
  };
}

const options = { line: lineOption, map: mapOption, bar: rowsOption, dumbbell: rowsOption };

// show draws the chart of an element, once.
export async function show(element) {
  const payload = JSON.parse(document.getElementById(element.dataset.chart).textContent);
  if (payload.kind === 'map') await loadWorld(element.dataset.world);
  element.replaceChildren();
  const turn = start(element, payload, options[payload.kind]);
  addYears(element, payload, turn);
  element.dataset.drawn = 'true';
}
