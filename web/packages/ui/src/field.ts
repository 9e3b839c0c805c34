import { computed, inject, onUnmounted, provide, useAttrs, useId, watch, type ComputedRef, type InjectionKey } from 'vue'

/** What a field lends to the control inside it, so that name, note and error stand on the input itself. */
export interface Field {
  id: string
  note: string
  name: string | undefined
  /** There is a note under the control. */
  noted: boolean
  wrong: boolean
  required: boolean
  /** Several controls under one name. */
  group: boolean
  /** What a control itself finds wrong with what was typed; undefined when it is mended. */
  complain: (control: string, about: string | undefined) => void
}

const key: InjectionKey<ComputedRef<Field>> = Symbol('field')
export const lendField = (field: ComputedRef<Field>) => provide(key, field)

/**
 * For a control: what to bind on its input (`tied`), what on its outermost element (`outer`), and how to complain.
 * A control without a field around it is named by its own `aria-label`.
 */
export function useField(complaint?: () => string | undefined) {
  const field = inject(key, null)
  const attrs = useAttrs()
  const own = useId()
  const id = computed(() => (field && !field.value.group ? field.value.id : own))
  const wrong = computed(() => !!complaint?.() || !!field?.value.wrong || attrs['aria-invalid'] === true)
  const tied = computed<{ 'aria-describedby'?: string } & Record<string, unknown>>(() => {
    const rest: Record<string, unknown> = { ...attrs }
    delete rest.class
    delete rest.style
    return {
      id: id.value,
      'data-field': field?.value.name,
      'aria-describedby': field?.value.noted ? field.value.note : undefined,
      'aria-invalid': wrong.value ? 'true' : undefined,
      'aria-required': field?.value.required && !field.value.group ? 'true' : undefined,
      ...rest,
    }
  })
  const outer = computed(() => ({ class: attrs.class, style: attrs.style as string | undefined }))
  if (complaint && field) {
    watch(complaint, (about) => field.value.complain(own, about))
    onUnmounted(() => field.value.complain(own, undefined))
  }
  return { id, tied, outer, wrong }
}
