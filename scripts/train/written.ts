import { existsSync, readFileSync } from 'node:fs'
import { pick, type Random, randomFrom } from './random.js'
import type { Row } from './rows.js'

/** Each line is written out in so many ways. */
const WAYS = 6

/**
 * Ads and chat as they are written in WeChat groups, which the labelled texts hold little of: lines written for this
 * training, in which {one|or|another} stands for any of them and ⏎ for a line break.
 */
export function writtenRows(): Row[] {
  const random = randomFrom(17)
  const lines = linesOf(CHALLENGE).map(({ text, ad }) => ({ text, ad, source: WRITTEN }))
  return [...lines, ...rowsOf('ads.txt', true, random), ...rowsOf('chat.txt', false, random)]
}

/** The source of what was written for the training. */
export const WRITTEN = 'written'

/** Single lines of the same kind, half ads, half their look-alikes. */
const CHALLENGE = 'test/plugins/rules/ads/challenge/dev.jsonl'

/** The lines of a file of the challenge; of one that is not there, none. */
export function linesOf(path: string): { text: string; ad: boolean }[] {
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(line => {
      const { text, label } = JSON.parse(line) as { text: string; label: 'ad' | 'ham' }
      return { text, ad: label === 'ad' }
    })
}

function rowsOf(file: string, ad: boolean, random: Random): Row[] {
  const lines = readFileSync(new URL(`./written/${file}`, import.meta.url), 'utf8').split('\n')
  const texts = lines
    .filter(line => line !== '')
    .flatMap(line => Array.from({ length: WAYS }, () => writtenOut(line, random)))
  return [...new Set(texts)].map(text => ({ text, ad, source: WRITTEN }))
}

function writtenOut(line: string, random: Random): string {
  return line.replaceAll('⏎', '\n').replace(/\{([^{}]*)\}/g, (_, choices: string) => pick(random, choices.split('|')))
}
