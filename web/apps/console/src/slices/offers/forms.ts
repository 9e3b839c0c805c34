import type { Schemas } from '@bandeng/api'
import type { FieldSpec, FormSpec, Values } from '@/slices/mediation/forms'

const promises = (values: Values) => values.kind !== 'position'
const text = (value: unknown) => (typeof value === 'string' ? value.trim() : '')

/** What would be promised: fields of `terms`, named by where the server finds them. */
const terms: FieldSpec[] = [
  { name: 'terms/debtor', called: 'debtor', type: 'party', required: true, when: promises },
  { name: 'terms/creditor', called: 'creditor', type: 'party', when: promises },
  { name: 'terms/kind', called: 'promise_kind', type: 'chips', of: 'ObligationKind', initial: 'pay', when: promises },
  { name: 'terms/what', called: 'promise_what', type: 'text', required: true, when: promises },
  { name: 'terms/amount_fen', called: 'paid_fen', type: 'money', when: (values) => promises(values) && values['terms/kind'] === 'pay' },
  { name: 'terms/due', called: 'promise_due', type: 'day', hint: true, when: promises },
]
const item: FieldSpec = { name: 'item', called: 'offer_item', type: 'text', required: true, hint: true }
const rest: FieldSpec[] = [
  { name: 'words', called: 'offer_words', type: 'long' },
  { name: 'only_if', type: 'choices', hint: true, when: promises },
  { name: 'until', called: 'offer_until', type: 'day', when: promises },
]

/** What a party said, written down for it. */
export const said: FormSpec = {
  fields: [
    { name: 'party', type: 'party', required: true },
    { name: 'kind', called: 'rung_kind', type: 'chips', of: 'RungKind', without: ['proposal'], initial: 'offer' },
    item,
    ...terms,
    ...rest,
    { name: 'private', called: 'offer_private', type: 'chips', own: ['to_pass_on', 'for_me_alone'], initial: 'to_pass_on' },
  ],
}

/** What the mediator suggests. */
export const proposed: FormSpec = { fields: [item, ...terms, ...rest] }

/** From the fields to what the server takes. */
export function rungOf(values: Values, kind: Schemas['RungKind']): Schemas['NewRung'] {
  const due = text(values['terms/due'])
  const pays = values['terms/kind'] === 'pay'
  const promise = {
    debtor: Number(values['terms/debtor'] ?? 0),
    creditor: values['terms/creditor'] ? Number(values['terms/creditor']) : null,
    kind: values['terms/kind'] as Schemas['ObligationKind'],
    what: text(values['terms/what']),
    amount_fen: pays ? ((values['terms/amount_fen'] as number | null) ?? null) : null,
    due: due ? { due: 'by' as const, on: due } : { due: 'at_once' as const },
  }
  return {
    item: text(values.item),
    kind,
    words: text(values.words),
    terms: kind === 'position' ? null : promise,
    only_if: kind === 'position' ? [] : ((values.only_if as number[]) ?? []),
    until: kind === 'position' ? null : text(values.until) || null,
    private: values.private === 'for_me_alone',
  }
}
