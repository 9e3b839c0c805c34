import type { MatterRow } from '@bandeng/api'
import { groupCode, today, yuan } from '@bandeng/domain'
import type { useWords } from '@/words'
import type { Column } from './api'

/** Names of parties leave in a spreadsheet, for a reason; a screen can be read over a shoulder. */
export const notOnScreen: readonly Column[] = ['applicants', 'respondents']

/** What most offices keep in their ledger. */
export const usual: readonly Column[] = ['code', 'title', 'kind', 'area', 'registered_on', 'stage', 'due_on', 'mediators']

/** What a cell shows. A day has its year, as in a ledger on paper. */
export function cell(row: MatterRow, column: Column, { label, say }: Pick<ReturnType<typeof useWords>, 'label' | 'say'>): string {
  switch (column) {
    case 'code':
      return groupCode(row.code)
    case 'title':
      return row.title
    case 'kind':
      return label('DisputeKind', row.kind)
    case 'subtype':
      return say(row.subtype?.name)
    case 'source':
      return label('Source', row.source)
    case 'subsource':
      return say(row.subsource?.name)
    case 'channel':
      return label('Channel', row.channel)
    case 'area':
      return row.area.name
    case 'place':
      return row.place
    case 'occurred_on':
      return row.occurred_on ?? ''
    case 'registered_on':
      return today(row.registered_at)
    case 'state':
      return label('MatterState', row.state)
    case 'stage':
      return row.stage ? label('MediationState', row.stage) : row.dispatch ? label('DispatchState', row.dispatch) : ''
    case 'due_on':
      return row.state === 'open' ? (row.due_on ?? '') : ''
    case 'amount':
      return row.amount_fen === null || row.amount_fen === undefined ? '' : yuan(row.amount_fen)
    case 'committee':
      return row.committee?.name ?? ''
    case 'mediators':
      return row.mediators.join('、')
    default:
      return ''
  }
}
