import 'maplibre-gl/dist/maplibre-gl.css'
import { LngLatBounds, Map, setWorkerUrl } from 'maplibre-gl'
// A file of our own: the page runs no script from anywhere else, and none that is made on the way.
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'

/** The one door to the map library: a file of its own, fetched when a map is first drawn. */
setWorkerUrl(workerUrl)

export { LngLatBounds, Map }
