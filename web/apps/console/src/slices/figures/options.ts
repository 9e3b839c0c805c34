import type { EChartsCoreOption } from './chart'

/** The colours of the page, as they are now: light or dark. */
export interface Ink { ink: string; quiet: string; line: string; surface: string; pine: string; pineLine: string; pineWash: string; amber: string; maple: string; sans: string; size: number }

export function inkOf(element: Element): Ink {
  const style = getComputedStyle(element)
  const of = (name: string) => style.getPropertyValue(`--${name}`).trim()
  return { ink: of('ink'), quiet: of('quiet'), line: of('line'), surface: of('surface'), pine: of('pine'), pineLine: of('pine-line'), pineWash: of('pine-wash'), amber: of('amber'), maple: of('maple'), sans: style.fontFamily, size: Math.max(12, Number.parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.86) }
}

/** What every chart has: our letters, no movement, and a tip that is drawn and not written into the page. */
export function base(c: Ink): EChartsCoreOption {
  return {
    animation: false,
    textStyle: { fontFamily: c.sans, fontSize: c.size, color: c.ink },
    tooltip: { renderMode: 'richText', backgroundColor: c.surface, borderColor: c.line, textStyle: { color: c.ink, fontSize: c.size }, extraCssText: '' },
    grid: { left: 8, right: 12, top: 34, bottom: 4, containLabel: true },
  }
}
const axis = (c: Ink) => ({ axisLine: { lineStyle: { color: c.line } }, axisTick: { show: false }, axisLabel: { color: c.quiet, fontSize: c.size, hideOverlap: true }, splitLine: { lineStyle: { color: c.line } } })

export interface Series { name: string; values: (number | null)[]; quiet?: boolean }

export function lines(c: Ink, labels: string[], series: Series[]): EChartsCoreOption {
  const colours = [c.pine, c.amber, c.quiet, c.maple]
  return {
    ...base(c),
    tooltip: { ...(base(c).tooltip as object), trigger: 'axis' },
    legend: { top: 0, left: 0, icon: 'roundRect', itemWidth: 14, itemHeight: 3, textStyle: { color: c.quiet, fontSize: c.size } },
    xAxis: { type: 'category', data: labels, boundaryGap: false, ...axis(c), splitLine: { show: false } },
    yAxis: { type: 'value', minInterval: 1, ...axis(c), axisLine: { show: false } },
    series: series.map((one, i) => ({ type: 'line', name: one.name, data: one.values, symbol: 'circle', symbolSize: 5, lineStyle: { width: i ? 1.5 : 2.5, type: one.quiet ? 'dashed' : 'solid' }, color: colours[i % colours.length], areaStyle: i ? undefined : { color: c.pineWash, opacity: 0.6 } })),
  }
}

/** Bars that lie, the longest above: names need room. */
export function bars(c: Ink, parts: { label: string; number: number }[]): EChartsCoreOption {
  const down = [...parts].reverse()
  return {
    ...base(c),
    grid: { left: 4, right: 44, top: 4, bottom: 4, containLabel: true },
    tooltip: { ...(base(c).tooltip as object), trigger: 'item' },
    xAxis: { type: 'value', show: false },
    yAxis: { type: 'category', data: down.map((part) => part.label), ...axis(c), axisLine: { show: false }, axisLabel: { color: c.ink, fontSize: c.size } },
    series: [{ type: 'bar', data: down.map((part) => part.number), barMaxWidth: 16, itemStyle: { color: c.pine, borderRadius: [0, 3, 3, 0] }, emphasis: { itemStyle: { color: c.amber } }, label: { show: true, position: 'right', color: c.quiet, fontSize: c.size } }],
  }
}

/** A year as a calendar: how much on each day. */
export function calendar(c: Ink, range: [string, string], days: [string, number][], names: { day: string[]; month: string[] }): EChartsCoreOption {
  const most = Math.max(1, ...days.map(([, n]) => n))
  return {
    ...base(c),
    tooltip: { ...(base(c).tooltip as object), trigger: 'item', formatter: (at: { data?: [string, number] }) => (at.data ? `${at.data[0]}  ${at.data[1]}` : '') },
    visualMap: { min: 0, max: most, show: false, inRange: { color: [c.pineWash, c.pineLine, c.pine] } },
    calendar: { range, top: 26, left: 34, right: 6, bottom: 4, cellSize: ['auto', 'auto'], splitLine: { lineStyle: { color: c.quiet, width: 1 } }, itemStyle: { color: c.surface, borderColor: c.line, borderWidth: 1 }, yearLabel: { show: false }, dayLabel: { firstDay: 1, nameMap: names.day, color: c.quiet, fontSize: c.size }, monthLabel: { nameMap: names.month, color: c.quiet, fontSize: c.size } },
    series: [{ type: 'heatmap', coordinateSystem: 'calendar', data: days }],
  }
}
