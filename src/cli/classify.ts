import type { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { plugins } from '../../plugins/index.js'
import { detect, type Sample } from '../../plugins/rules/ads/detect.js'
import type { rulesConfig } from '../../plugins/rules/config.js'
import { loadConfig } from '../config/load.js'
import { both, printProblem } from '../config/problems.js'
import { resolvePlugin } from '../config/resolve.js'
import type { z } from '../kernel/plugin.js'
import { schemas } from '../plugin-schemas.js'

export interface ClassifyStreams {
  input: Readable
  output: Writable
  err: Writable
}

/** Lines answered in one write: a write each would take longer than the verdicts, all in one would fill the memory. */
const AT_ONCE = 200

/**
 * `qunguan classify`: JSON lines `{"text": "…", "who"?: "newcomer" | "member" | "trusted"}` in, verdicts as JSON lines out,
 * in the same order and as they come. A line that is not understood has `{"error": "…"}` in its place; blank lines are
 * passed over. Words, allowed phrases and scores are those of the config's rules; what single groups override is left out.
 * @returns 0, 1 when some lines were not understood, 2 when the config is invalid
 */
export async function classify(
  { config: dir }: { config: string },
  { input, output, err }: ClassifyStreams = { input: process.stdin, output: process.stdout, err: process.stderr },
): Promise<0 | 1 | 2> {
  const { config, problems } = loadConfig(dir, schemas(plugins))
  if (!config) {
    for (const problem of problems) err.write(`${printProblem(problem)}\n`)
    return 2
  }
  const { ads } = resolvePlugin(config, 'rules').value as unknown as z.output<typeof rulesConfig>
  let wrong = 0
  const verdictOn = (line: string, number: number): object => {
    const read = readLine(line)
    if ('sample' in read) return detect({ ...ads, ...read.sample })
    wrong += 1
    return { error: `${number}: ${read.problem}` }
  }
  try {
    await pipeline(
      input.setEncoding('utf8'),
      async function* (chunks: AsyncIterable<string>) {
        let number = 0
        for await (const lines of linesOf(chunks)) {
          for (let from = 0; from < lines.length; from += AT_ONCE) {
            let answer = ''
            for (const line of lines.slice(from, from + AT_ONCE)) {
              number += 1
              if (line.trim() !== '') answer += `${JSON.stringify(verdictOn(line, number))}\n`
            }
            if (answer !== '') yield answer
          }
        }
      },
      output,
      { end: false },
    )
  } catch (error) {
    // Whoever read the verdicts has seen enough, as `| head` has.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error
  }
  return wrong > 0 ? 1 : 0
}

type Asked = Pick<Sample, 'text' | 'who'>

function readLine(line: string): { sample: Asked } | { problem: string } {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    return { problem: both('这一行不是 JSON', error instanceof Error ? error.message : String(error)) }
  }
  if (typeof value !== 'object' || value === null || !('text' in value) || typeof value.text !== 'string') {
    return { problem: both('要写成 {"text":"…"}', 'an object with a text') }
  }
  const who = 'who' in value ? (value.who ?? 'newcomer') : 'newcomer'
  if (who !== 'newcomer' && who !== 'member' && who !== 'trusted') {
    return { problem: both('who 应为 newcomer、member 或 trusted', 'who is one of these') }
  }
  return { sample: { text: value.text, who } }
}

/**
 * The whole lines of each chunk. Only a line feed ends a line: the separators U+2028 and U+2029, which Node's readline
 * breaks at too, may stand in a JSON text as they are.
 */
async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string[]> {
  let rest = ''
  let first = true
  for await (const chunk of chunks) {
    const lines = (rest + (first ? chunk.replace(/^\ufeff/, '') : chunk)).split('\n')
    first = false
    rest = lines.pop() ?? ''
    yield lines
  }
  yield [rest]
}
