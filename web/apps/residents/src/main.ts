import { createApp } from 'vue'
import App from './App.vue'
import { router } from './router'
import { restore } from './words'
import './style.css'

const app = createApp(App).use(router)
// What the document shows already is replaced when the page is there, and not by an empty one before.
const drawn = document.getElementById('app')!.hasChildNodes()
void Promise.allSettled([restore(), drawn && router.isReady()]).then(() => app.mount('#app'))
