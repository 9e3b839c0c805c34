import { onBeforeUnmount, onMounted } from 'vue'

/** The whole page changes ground while sealed notes are on it, so that nobody forgets where they write. */
export function useSealedGround() {
  onMounted(() => (document.documentElement.dataset.ground = 'sealed'))
  onBeforeUnmount(() => delete document.documentElement.dataset.ground)
}
