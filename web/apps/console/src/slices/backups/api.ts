import { ask, server } from '@bandeng/api'

export const readBackups = () => ask(server.GET('/api/v1/operations/backups'))
