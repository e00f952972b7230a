// Draws the page from the document that lies in it. Text becomes text nodes, never markup.
'use strict';

const bench = JSON.parse(document.getElementById('document').textContent);

const COLORS = {
  light: ['#0b62b8', '#d9480f', '#1a7f37', '#8a3ffc', '#b8860b', '#c2185b', '#00838f', '#5d4037'],
  dark: ['#6cb2ff', '#ff9d5c', '#4cc46b', '#c4a1ff', '#e6c34a', '#ff8ab5', '#4dd0e1', '#bcaaa4'],
};
const MARKS = {
  goal: '✔✔', must: '✔', 'below goal': '○', MISSED: '✘', 'not measured': '–',
};
const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond'];

function element(tag, text, className) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

/** Three digits or more, without an exponent. */
function number(value) {
  if (value === null || value === undefined || Number.isNaN(Number(value))) return '–';
  const size = Math.abs(value);
  const digits = size >= 100 || size === 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 4;
  return Number(value).toLocaleString('en-GB', { maximumFractionDigits: digits });
}

function interval(of) {
  return of && of.low !== of.high ? `${number(of.low)} … ${number(of.high)}` : '';
}

/** Rows of cells; a cell is a text, or an object with `text` and `class`. */
function fillTable(table, head, rows) {
  const line = (tag, cells) => {
    const row = element('tr');
    cells.forEach((cell) => row.append(
      typeof cell === 'object' ? element(tag, cell.text, cell.class) : element(tag, cell)));
    return row;
  };
  if (head.length > 0) {
    table.append(element('thead'));
    table.tHead.append(line('th', head));
  }
  const body = element('tbody');
  rows.forEach((row) => body.append(line('td', row)));
  table.append(body);
}

const right = (text) => ({ text, class: 'number' });

function show(id, head, rows) {
  const section = document.getElementById(id);
  section.hidden = rows.length === 0;
  fillTable(section.querySelector('table'), head, rows);
}

function showTargets() {
  const bound = (target, value) =>
    value === null || value === undefined
      ? '–' : `${target.direction === 'at most' ? '≤' : '≥'} ${number(value)}`;
  show('targets',
    ['', 'Measure', 'Field', right('Value'), right('95 %'), right('Must'), right('Goal'), ''],
    bench.targets.map(({ target, value, verdict }) => [
      target.id, target.text, target.field, right(number(value)),
      right(interval(bench.intervals[target.field])),
      right(bound(target, target.must)), right(bound(target, target.goal)),
      { text: `${MARKS[verdict] ?? ''} ${verdict}`, class: `mark ${verdict.toLowerCase().split(' ')[0]}` },
    ]));
  const named = new Set(bench.targets.map((result) => result.target.field));
  show('fields', ['Field', right('Value'), right('95 %')],
    Object.entries(bench.intervals).filter(([name]) => !named.has(name))
      .map(([name, of]) => [name, right(number(of.value)), right(interval(of))]));
}

/** Whatever in the details says how it is configured, once each. */
function configurations() {
  const found = new Map();
  const visit = (node) => {
    if (node === null || typeof node !== 'object') return;
    if (typeof node.configured === 'string') found.set(node.peer ?? node.name ?? '', node.configured);
    Object.values(node).forEach(visit);
  };
  visit(bench.scenarios);
  return [...found];
}

function showMachine() {
  document.getElementById('about').textContent =
    `${bench.when} · ${bench.command}${bench.quick ? ' · quick: fewer sizes and rounds' : ''}`;
  fillTable(document.getElementById('machine'), [],
    Object.entries(bench.machine).map(([name, value]) => [name, String(value)]));
  show('configured', ['Who', 'How'], configurations());
}

const isPowerOfTwo = (value) => Number.isInteger(Math.log2(value));

/** Short labels; powers of two from 1024 on in binary units. */
function tick(value, binary) {
  const [base, units] = binary ? [1024, ['', ' Ki', ' Mi', ' Gi']] : [1000, ['', ' k', ' M', ' G']];
  let unit = 0;
  while (Math.abs(value) >= base && unit < units.length - 1) {
    value /= base;
    unit++;
  }
  return `${Number(value.toPrecision(3))}${units[unit]}`;
}

function axisOption(axis, values, colors, isX) {
  const binary = isX && axis.log && values.every(isPowerOfTwo);
  const range = Math.max(...values) / Math.min(...values);
  // A few labels, whether the axis spans a decade or many.
  const [narrow, wideBase] = binary ? [1024, 16] : [isX ? 0 : 32, 10];
  const option = {
    type: axis.log ? 'log' : 'value',
    logBase: range <= narrow ? 2 : wideBase,
    name: axis.label,
    nameLocation: 'middle',
    nameGap: isX ? 30 : 56,
    nameTextStyle: { color: colors.text },
    axisLabel: { color: colors.text, hideOverlap: true, formatter: (value) => tick(value, binary) },
    axisLine: { show: isX, onZero: false, lineStyle: { color: colors.faint } },
    splitLine: { show: !isX, lineStyle: { color: colors.line } },
    minorSplitLine: { show: false },
  };
  if (axis.log && isX) {
    option.min = Math.min(...values);
    option.max = Math.max(...values);
  }
  return option;
}

/** A bar from `low` to `high` at each point that has both. */
function errorBars(series, points, color) {
  return {
    type: 'custom', name: series.name, silent: true, tooltip: { show: false }, z: 1,
    itemStyle: { color },
    encode: { x: 0, y: [1, 2] },
    data: points.filter((point) => point.low < point.high && point.low > 0)
      .map((point) => [point.x, point.low, point.high]),
    renderItem: (parameters, api) => {
      const [x, low] = api.coord([api.value(0), api.value(1)]);
      const [, high] = api.coord([api.value(0), api.value(2)]);
      const line = (x1, y1, x2, y2) => (
        { type: 'line', shape: { x1, y1, x2, y2 }, style: { stroke: color, lineWidth: 1.2 } });
      return { type: 'group', children: [
        line(x, low, x, high), line(x - 4, low, x + 4, low), line(x - 4, high, x + 4, high)] };
    },
  };
}

function tooltip(chart, parameters) {
  const box = element('div');
  parameters.filter((each) => each.seriesType === 'line').forEach((each, i) => {
    const [x, y, low, high] = each.value;
    if (i === 0) box.append(element('strong', `${chart.x.label}: ${number(x)}`));
    const range = low < high ? ` (${number(low)} … ${number(high)})` : '';
    const line = element('div', `${each.seriesName}: ${number(y)}${range}`);
    line.style.color = each.color;
    box.append(line);
  });
  return box;
}

/** Height of a legend that is broken into lines. */
function legendHeight(names, width) {
  const lines = names.reduce(([count, used], name) => {
    const wide = 45 + 7 * name.length;
    return used + wide > width ? [count + 1, wide] : [count, used + wide];
  }, [1, 0])[0];
  return 24 * lines;
}

function chartOption(chart, palette, colors, width) {
  const drawable = (point) =>
    (!chart.x.log || point.x > 0) && (!chart.y.log || point.y > 0) && Number.isFinite(point.y);
  const names = chart.series.map((series) => series.name);
  const all = chart.series.map((series) => series.points.filter(drawable));
  const lines = chart.series.map((series, i) => ({
    type: 'line', name: series.name, z: 2, symbol: SYMBOLS[i % SYMBOLS.length], symbolSize: 7,
    lineStyle: { width: 2, type: i < palette.length ? 'solid' : 'dashed' },
    itemStyle: { color: palette[i % palette.length] },
    data: all[i].map((point) => [point.x, point.y, point.low, point.high]),
  }));
  const bars = chart.series.map((series, i) =>
    errorBars(series, all[i], palette[i % palette.length]));
  return {
    animation: false,
    backgroundColor: 'transparent',
    grid: { left: 76, right: 24, bottom: 54, top: 14 + legendHeight(names, width) },
    legend: { top: 0, textStyle: { color: colors.text }, data: names },
    tooltip: { trigger: 'axis', backgroundColor: colors.ground, borderColor: colors.line,
      textStyle: { color: colors.text }, formatter: (parameters) => tooltip(chart, parameters) },
    xAxis: axisOption(chart.x, all.flat().map((point) => point.x), colors, true),
    yAxis: axisOption(chart.y, all.flat().map((point) => point.y), colors, false),
    series: [...lines, ...bars],
  };
}

function addChart(chart) {
  const figure = element('figure');
  const plot = element('div', undefined, 'plot');
  const data = element('details');
  const table = element('table');
  data.append(element('summary', 'Data'), table);
  fillTable(table, ['', right(chart.x.label), right(chart.y.label), right('95 %')],
    chart.series.flatMap((series) => series.points.map((point) =>
      [series.name, right(number(point.x)), right(number(point.y)), right(interval(point))])));
  figure.append(element('figcaption', chart.title), plot, data);
  document.getElementById('charts').append(figure);
  const drawn = echarts.init(plot, null, { renderer: 'svg' });
  return { chart, drawn };
}

function draw(charts, dark) {
  const style = getComputedStyle(document.documentElement);
  const color = (name) => style.getPropertyValue(name).trim();
  const colors = { ground: color('--ground'), text: color('--text'), faint: color('--faint'),
    line: color('--line') };
  charts.forEach(({ chart, drawn }) => {
    drawn.resize();
    const palette = COLORS[dark ? 'dark' : 'light'];
    drawn.setOption(chartOption(chart, palette, colors, drawn.getWidth()), true);
  });
}

showMachine();
showTargets();
document.getElementById('plots').hidden = bench.charts.length === 0;
const charts = bench.charts.map(addChart);
const darkness = matchMedia('(prefers-color-scheme: dark)');
const paper = matchMedia('print');
const redraw = () => draw(charts, darkness.matches && !paper.matches);
[darkness, paper].forEach((media) => media.addEventListener('change', redraw));
addEventListener('resize', redraw);
redraw();
