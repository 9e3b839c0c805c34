import type { Schemas } from '@bandeng/api'
import { ask } from '../../server'

/** Sends a photo of one's own report; how many it has now. */
export async function sendPhoto(key: { code: string; secret: string }, photo: File) {
  const body = new FormData()
  body.append('code', key.code)
  body.append('secret', key.secret)
  body.append('file', photo)
  return (await ask<Schemas['EventPhotos']>('/public/events/photos', { method: 'POST', body })).photos
}
