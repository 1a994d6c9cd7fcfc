import { parseArgs } from 'node:util'
import { dataFolder, readData } from '../train/rows.js'
import { readLines } from './challenge.js'
import { evaluate } from './evaluate.js'
import { printed } from './print.js'

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean' } } })
process.exitCode = main(positionals[0], values.json ?? false)

function main(argument: string | undefined, json: boolean): number {
  const folder = dataFolder(argument)
  if (folder === undefined) return 2
  const results = evaluate(readData(folder), readLines(), text => process.stderr.write(`${text}\n`))
  process.stdout.write(json ? `${JSON.stringify(results, undefined, 2)}\n` : printed(results))
  return 0
}
