import { ref } from 'vue'

/** What is looked for. It may be somebody's name: it stays in this window's memory and never gets into an address. */
export const wanted = ref('')
