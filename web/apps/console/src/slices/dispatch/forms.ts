import type { Text } from '@bandeng/api'
import type { FieldSpec, FormSpec, Values } from '@/slices/mediation/forms'
import { called, type DispatchView } from './api'

/**
 * What each move of a dispatch asks for, with the choices that are known here: the levels of the county, the bodies an event
 * can be sent to, the unit the reader acts for. Whether it may be made is the server's answer.
 */
interface Around {
  say: (text: Text | null | undefined) => string
  label: (of: 'LadderStep' | 'LadderGround', code: string) => string
}

const none: FormSpec = { fields: [] }
const note: FieldSpec = { name: 'note', type: 'long' }
const reason: FieldSpec = { name: 'reason', type: 'long', required: true }
const photo: FieldSpec = { name: 'photo', type: 'file', purpose: 'evidence' }
const proof: FieldSpec = { name: 'proof', called: 'event_proof', type: 'file', purpose: 'evidence', required: true }
const how: FieldSpec = { name: 'how', called: 'checked_how', type: 'chips', of: 'CheckHow', initial: 'on_spot' }
const listed = (value: unknown) => (value ? [Number(value)] : [])
const photos = ({ photo, ...values }: Values): Values => ({ ...values, photos: listed(photo) })
const proven = (values: Values): Values => ({ ...values, proof: listed(values.proof) })

/** The unit a move of the reader speaks for. */
export function ownUnit(view: DispatchView, states: string[]): number | undefined {
  const mine = view.units.filter((one) => one.mine).map((one) => one.unit)
  return view.body?.units?.find((unit) => mine.includes(unit.no) && states.includes(unit.state))?.no
}

const units = (lead: unknown, assisting: unknown, task = '') => [
  { organisation: String(lead), part: 'lead', task },
  ...((assisting as string[] | null) ?? []).filter((one) => one !== lead).map((organisation) => ({ organisation, part: 'assisting', task: '' })),
]

export function dispatchForm(move: string, view: DispatchView, { say, label }: Around): FormSpec {
  const bodies = view.bodies.map((one) => ({ value: one.id, label: one.name }))
  const body = view.body
  const responsible = (body?.units ?? []).filter((unit) => unit.state !== 'released').map((unit) => ({ value: unit.no, label: unit.name }))
  const lead: FieldSpec = { name: 'lead', called: 'lead_unit', type: 'choice', options: bodies }
  const assisting: FieldSpec = { name: 'assisting', called: 'assisting_units', type: 'choices', options: bodies }
  const to = (states: string[], make: (values: Values) => Values = (values) => values) => (values: Values) => ({ ...make(values), unit: ownUnit(view, states) })
  switch (move) {
    case 'file':
      return { fields: [{ name: 'level', called: 'event_level', type: 'choice', required: true, options: view.levels.map((level) => ({ value: level.code, label: say(called(level)) })), initial: view.route?.level ?? view.levels[0]?.code }, note] }
    case 'handle_self':
      return { fields: [{ name: 'result', type: 'long', required: true }, proof], make: proven }
    case 'merge':
      return { fields: [{ name: 'into', called: 'merge_into', type: 'choice', required: true, options: view.similar.map((one) => ({ value: one.code, label: `${one.title} · ${one.reasons.map(say).join(' · ')}` })) }, note] }
    case 'unmerge':
      return { fields: [reason] }
    case 'dismiss':
      return { danger: true, fields: [{ name: 'reason', type: 'choice', of: 'DismissReason', required: true }, note] }
    case 'send':
      return {
        fields: [...(view.route ? [{ name: 'by', called: 'send_by', type: 'chips', own: ['by_rule', 'by_hand'], initial: 'by_rule' } as FieldSpec] : []), ...[lead, assisting].map((field) => ({ ...field, required: field === lead, when: (values: Values) => values.by !== 'by_rule' })), note],
        make: ({ by, lead, assisting, ...values }) => ({ ...values, units: by === 'by_rule' ? [] : units(lead, assisting) }),
      }
    case 'whistle':
      return { fields: [{ ...lead, required: true }, { ...assisting, required: true }, { name: 'note', called: 'whistle_note', type: 'long', required: true }], make: ({ lead, assisting, ...values }) => ({ ...values, units: units(lead, assisting) }) }
    case 'accept':
      return { ...none, make: to(['sent']) }
    case 'object':
      return { fields: [{ name: 'reason', type: 'choice', of: 'ObjectionReason', required: true }, { name: 'note', type: 'long', required: true }, { name: 'suggests', called: 'whose', type: 'choice', options: bodies }], make: to(['sent']) }
    case 'decide':
      return {
        fields: [{ name: 'upheld', called: 'objection_upheld', type: 'chips', own: ['upheld', 'not_upheld'], initial: 'upheld' }, { name: 'instead', called: 'instead_unit', type: 'choice', required: true, options: bodies, when: (values) => values.upheld === 'upheld' }, { name: 'note', type: 'long', required: true }],
        make: (values) => ({
          objection: body?.objections?.find((one) => !one.decision)?.no,
          upheld: values.upheld === 'upheld',
          note: values.note,
          instead: values.upheld === 'upheld' && values.instead ? { organisation: values.instead, part: 'lead' } : null,
        }),
      }
    case 'arrive':
      return { fields: [photo], make: to(['accepted'], photos) }
    case 'advance':
      return { fields: [{ name: 'text', called: 'progress', type: 'long', required: true }, photo], make: to(['accepted'], photos) }
    case 'finish':
      return { fields: [{ name: 'result', type: 'long', required: true }, proof], make: to(['accepted'], proven) }
    case 'answer':
      return { fields: [{ name: 'text', called: 'joint_answer', type: 'long', required: true }] }
    case 'put_off':
      return { fields: [{ name: 'unit', called: 'organisation', type: 'choice', required: true, options: responsible }, { name: 'until', type: 'day', required: true }, reason] }
    case 'pass':
      return { fields: [how, note, photo], make: photos }
    case 'return':
      return { fields: [how, { ...reason }, photo], make: photos }
    case 'rate':
      return {
        fields: [{ name: 'fixed', called: 'is_fixed', type: 'chips', own: ['fixed', 'not_fixed'], initial: 'fixed' }, { name: 'satisfaction', type: 'choice', of: 'Satisfaction', required: true }, note],
        make: (values) => ({ ...values, fixed: values.fixed === 'fixed' }),
      }
    case 'raise':
      return {
        fields: [{ name: 'step', called: 'ladder_step', type: 'choice', required: true, options: view.steps.map((one) => ({ value: `${one.step}/${one.ground}`, label: `${label('LadderStep', one.step)} · ${label('LadderGround', one.ground)}` })), initial: view.due[0] ? `${view.due[0].step}/${view.due[0].ground}` : undefined }, { name: 'until', called: 'solve_by', type: 'day', required: true }, note],
        make: ({ step, ...values }) => ({ ...values, step: String(step).split('/')[0], ground: String(step).split('/')[1] }),
      }
    case 'lift':
      return { fields: [{ name: 'rung', called: 'which_step', type: 'choice', required: true, options: (body?.rungs ?? []).filter((rung) => !rung.lifted).map((rung) => ({ value: rung.no, label: label('LadderStep', rung.step) })) }, reason] }
    case 'take_charge':
      return { fields: [{ name: 'leader', called: 'leader', type: 'choice', required: true, options: view.leaders.map((one) => ({ value: one.id, label: one.name })) }, { name: 'unit', called: 'charge_unit', type: 'choice', required: true, options: responsible }, { name: 'target_on', called: 'solve_by', type: 'day', required: true }] }
    case 'meet':
      return { fields: [{ name: 'on', type: 'day', required: true }, { name: 'text', called: 'meeting', type: 'long', required: true }] }
    case 'end_charge':
      return { fields: [{ name: 'result', type: 'long', required: true }] }
    default:
      return none
  }
}
