// Runs every journey with node's own test runner. Arguments go to it: `npm test -- --test-name-pattern sign-in`.
// A word that names a file under journeys/ runs that file alone: `npm test -- sign-in`.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const files = ['support', 'journeys'].flatMap((folder) =>
  readdirSync(join(here, folder))
    .filter((name) => name.endsWith('.test.mjs'))
    .map((name) => join(folder, name)),
)
const words = process.argv.slice(2)
const named = files.filter((file) => words.includes(file.replace(/^.*\/|\.test\.mjs$/g, '')))
const options = words.filter((word) => !named.some((file) => file.endsWith(`/${word}.test.mjs`)))

const { status } = spawnSync(
  process.execPath,
  ['--test', '--test-reporter=spec', ...options, ...(named.length > 0 ? named : files)],
  { cwd: here, stdio: 'inherit' },
)
process.exit(status ?? 1)
