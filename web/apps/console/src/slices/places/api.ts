import { call, type Area } from '@bandeng/api'

export const searchAreas = (q: string) => call<{ items: Area[] }>('GET', '/areas', { params: { query: { q } } })
export const listAreas = (parent: string) => call<{ items: Area[] }>('GET', '/areas', { params: { query: { parent } } })
