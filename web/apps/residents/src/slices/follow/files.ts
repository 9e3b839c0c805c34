import { ask } from '../../server'

/** Sends a photograph or a PDF for one's own matter. The same one sent again is one. */
export function sendOwnFile(file: File) {
  const body = new FormData()
  body.append('purpose', 'evidence')
  body.append('file', file)
  return ask('/residents/attachments', { method: 'POST', body })
}
