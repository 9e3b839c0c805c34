import { ask, server, type Schemas } from '@bandeng/api'
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'

export type Line = Schemas['TemplateLine']
export type Template = Schemas['TemplateView']
export type Fault = Schemas['TemplateFaultView']

export function useTemplates() {
  return useQuery({ queryKey: ['templates'], queryFn: async () => (await ask(server.GET('/api/v1/templates'))).items })
}
export function useTemplate(form: Ref<string>) {
  return useQuery({ queryKey: computed(() => ['template', form.value]), queryFn: () => ask(server.GET('/api/v1/templates/{form}', { params: { path: { form: form.value } } })) })
}
export const saveDraft = (form: string, revision: string, text: string) => ask(server.PUT('/api/v1/templates/{form}/draft', { params: { path: { form } }, body: { revision, text } }))
export const discardDraft = (form: string, revision: string) => ask(server.DELETE('/api/v1/templates/{form}/draft', { params: { path: { form }, query: { revision } } }))
export const publish = (form: string, revision: string, takes_effect_on: string, note: string) =>
  ask(server.POST('/api/v1/templates/{form}/versions', { params: { path: { form } }, body: { revision, takes_effect_on, note } }))
export const previewAddress = (form: string) => `/api/v1/templates/${form}/preview`

/** Where a line and a column lie in a text, in the units of a text field: a rare character is two of them there. A line that is no more is the end. */
export function offsetOf(text: string, line: number, column: number): number {
  const lines = text.split('\n')
  const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0)
  return Math.min(before + [...(lines[line - 1] ?? '')].slice(0, column - 1).join('').length, text.length)
}

/** The text with what was meant in place of what stands there; itself where something else stands there by now. */
export function mended(text: string, fault: Fault): string {
  const at = offsetOf(text, fault.line, fault.column)
  if (!fault.near || !fault.what || !text.startsWith(fault.what, at)) return text
  return text.slice(0, at) + fault.near + text.slice(at + fault.what.length)
}
