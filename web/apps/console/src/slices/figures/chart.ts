import { BarChart, HeatmapChart, LineChart } from 'echarts/charts'
import { AriaComponent, CalendarComponent, GridComponent, LegendComponent, TooltipComponent, VisualMapComponent } from 'echarts/components'
import { init, use, type EChartsCoreOption } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

/** The one door to the drawing library: a file of its own, fetched when a chart is first drawn. */
use([AriaComponent, BarChart, CalendarComponent, CanvasRenderer, GridComponent, HeatmapChart, LegendComponent, LineChart, TooltipComponent, VisualMapComponent])

export { init }
export type { EChartsCoreOption }
