import { KEEPS_MS } from './draft'

/** Photos of an application: with its draft, and after it was sent until the server has them. On this telephone and nowhere else. */
export interface Pending {
  /** The submission's own number. */
  once: string
  /** The matter, once it was sent. */
  code: string
  photos: File[]
}

const KEY = 'apply'
/** Where a browser keeps no files, they live as long as the page. */
let held: Pending | null = null

/** Local storage holds no files; this does. */
function store(): Promise<IDBObjectStore> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('bandeng.photos', 1)
    opening.onupgradeneeded = () => opening.result.createObjectStore('kept')
    opening.onerror = () => reject(opening.error)
    opening.onsuccess = () => resolve(opening.result.transaction('kept', 'readwrite').objectStore('kept'))
  })
}
const done = <T>(request: IDBRequest) =>
  new Promise<T>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

/** Keeps them; none are forgotten. */
export async function keepPhotos(pending: Pending): Promise<void> {
  held = pending.photos.length ? pending : null
  try {
    // What a screen holds is watched; what is kept is the plain list.
    await done<unknown>(held ? (await store()).put({ ...pending, photos: [...pending.photos], at: Date.now() }, KEY) : (await store()).delete(KEY))
  } catch {
    // As above.
  }
}

/** What is kept. What nobody came back to is thrown away, as the draft is. */
export async function keptPhotos(): Promise<Pending | null> {
  if (held) return held
  try {
    const kept = await done<(Pending & { at: number }) | undefined>((await store()).get(KEY))
    if (!kept) return null
    if (Math.abs(Date.now() - kept.at) < KEEPS_MS) return (held = { once: kept.once, code: kept.code, photos: kept.photos })
    await forgetPhotos()
  } catch {
    // As above.
  }
  return null
}

export const forgetPhotos = () => keepPhotos({ once: '', code: '', photos: [] })
