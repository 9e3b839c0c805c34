import type { FormSpec } from '@/slices/mediation/forms'

const on = { name: 'on', called: 'signed_on', type: 'day', required: true } as const
const fingerprint = (values: Record<string, unknown>) => values.way === 'fingerprint'

/** A signature on a printed copy: a scan, or a fingerprint with who saw it and who read the paper out. */
export const onPaper: FormSpec = {
  fields: [
    { name: 'way', type: 'chips', own: ['paper', 'fingerprint'], initial: 'paper' },
    on,
    { name: 'scan', type: 'file', purpose: 'signed_page', hint: true },
    { name: 'read_by', type: 'text', required: true, hint: true, when: fingerprint },
    { name: 'witness', type: 'text', required: true, hint: true, when: fingerprint },
  ],
}

export const forReason: FormSpec = { danger: true, fields: [{ name: 'reason', type: 'long', required: true }] }
export const forTakingBack: FormSpec = { danger: true, fields: [{ name: 'reason', called: 'why', type: 'long' }] }
