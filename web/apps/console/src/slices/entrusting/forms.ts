import type { FieldSpec, FormSpec } from '@/slices/mediation/forms'

const on: FieldSpec = { name: 'on', type: 'day', required: true }
const number: FieldSpec = { name: 'number', type: 'text', called: 'our_number', hint: true }
const note: FieldSpec = { name: 'note', type: 'long' }

/** Moves of a matter's letters, by the server's names. */
export const letterForms: Record<string, FormSpec> = {
  ask: { fields: [{ name: 'mediator', type: 'mediators', required: true, hint: true }], make: (values) => ({ mediator: (values.mediator as string[])[0] ?? '' }) },
  confirm: { fields: [{ ...on, hint: true }, note] },
  send_back: { danger: true, fields: [{ name: 'reason', type: 'choice', of: 'DeclineReason', required: true }, { name: 'route', type: 'choice', of: 'Route', required: true, hint: true }, note] },
  report: { fields: [number, note] },
  hand_over: {
    fields: [
      { name: 'to', type: 'choice', of: 'Route', required: true },
      { name: 'body', type: 'text', required: true, hint: true },
      { name: 'reason', type: 'long', required: true },
      { name: 'consented', type: 'parties', hint: true, called: 'handover_consented' },
      { name: 'materials', type: 'people', called: 'materials' },
      { name: 'contact', type: 'text' },
      { name: 'answer_by', type: 'day', hint: true },
      number,
    ],
  },
  record_receipt: {
    fields: [
      { name: 'taken', type: 'chips', own: ['taken', 'not_taken'], initial: 'taken' },
      on,
      { name: 'number', type: 'text', called: 'their_number' },
      { ...note, hint: true },
    ],
    make: (values) => ({ ...values, taken: values.taken === 'taken' }),
  },
  record_result: { fields: [on, { name: 'text', type: 'long', required: true, called: 'their_result' }] },
  certify: {
    fields: [
      { name: 'to', type: 'text', required: true, called: 'certificate_to', hint: true },
      { name: 'performed', type: 'chips', own: ['not_performed', 'performed'], initial: 'not_performed', called: 'certificate_says' },
      number,
    ],
    make: (values) => ({ ...values, performed: values.performed === 'performed' }),
  },
}

/** Moves that answer somebody who waits: they stand with what is to be done now, the others in the section. */
export const answers = ['confirm', 'ask', 'send_back', 'report', 'record_receipt']
