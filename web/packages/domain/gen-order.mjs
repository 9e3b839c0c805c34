// The labels come sorted by their codes; the order people expect is that of the document's enumerations.
import { readFileSync, writeFileSync } from 'node:fs'

const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))
const { schemas } = read('../../../openapi/openapi.json').components
const order = Object.fromEntries(Object.keys(read('./src/labels.json')).flatMap((name) => (schemas[name]?.enum ? [[name, schemas[name].enum]] : [])))
writeFileSync(new URL('./src/order.json', import.meta.url), `${JSON.stringify(order, null, 1)}\n`)
