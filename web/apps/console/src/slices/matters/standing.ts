import type { MatterRow } from '@bandeng/api'
import type { useWords } from '@/words'

/** Where a matter stands, in one word: the stage of its mediation says more than "open"; a closed matter says so itself. */
export function standing({ state, stage, dispatch }: Pick<MatterRow, 'state' | 'stage' | 'dispatch'>, { label }: Pick<ReturnType<typeof useWords>, 'label'>) {
  if (dispatch) return { state: dispatch, label: label('DispatchState', dispatch) }
  return state === 'open' && stage ? { state: stage, label: label('MediationState', stage) } : { state, label: label('MatterState', state) }
}
