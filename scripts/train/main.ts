import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Table } from '../../plugins/rules/ads/model.js'
import { knownByRules } from './known.js'
import { dataFolder, readData } from './rows.js'
import { prepare, train } from './train.js'

const { positionals } = parseArgs({ allowPositionals: true })
process.exitCode = main(positionals[0])

/** Learns the weights from all rows and writes plugins/rules/ads/model.json; the same rows give the same file. */
function main(argument: string | undefined): number {
  const folder = dataFolder(argument)
  if (folder === undefined) return 2
  const { rows } = readData(folder)
  const table = train(prepare(rows, knownByRules), () => true)
  const text = printed(table)
  writeFileSync('plugins/rules/ads/model.json', text)
  const grams = table.grams.reduce((sum, [, list]) => sum + list.split(' ').length, 0)
  process.stdout.write(`${rows.length} texts, ${grams} n-grams, ${Math.ceil(Buffer.byteLength(text) / 1000)} KB\n`)
  return 0
}

/** A line for each weight: what changed from one training to the next can be read in a diff. */
function printed({ grams, ...rest }: Table): string {
  const lines = grams.map(entry => `    ${JSON.stringify(entry)}`)
  const head = JSON.stringify(rest, undefined, 2).slice(0, -2)
  return `${head},\n  "grams": [\n${lines.join(',\n')}\n  ]\n}\n`
}
