import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A text with what it is. */
export interface Row {
  text: string
  ad: boolean
  /** Where it was written: game, tg, sms, fbs, nus, lccc, hard. */
  source: string
}

/** An ad rewritten to evade, and the text that it was. */
export interface Rewritten extends Row {
  base: string
  ways: readonly string[]
}

export interface Data {
  /** Ads and chat of every source. */
  rows: readonly Row[]
  /** Rows whose labels are plainly wrong; see `mislabelled.json`. */
  mislabelled: readonly Row[]
  rewritten: readonly Rewritten[]
}

const howTo = `Where are the labelled texts? They belong to others and are no part of this package.
  npm run train -- DIR   (or QUNGUAN_ADS_DATA=DIR)
DIR holds dev.jsonl, hardham_dev.jsonl and dev_obfuscated.jsonl: a line each, {"text", "label": "ad" | "ham", "source"}
and, for an ad rewritten to evade, "base" (the text it was) and "ops". plugins/rules/ads/MODEL.md names the sources.
`

/** The folder with the labelled texts, from the command line or the environment; says how to name it when it is missing. */
export function dataFolder(argument: string | undefined): string | undefined {
  const folder = argument ?? process.env['QUNGUAN_ADS_DATA']
  if (folder !== undefined && existsSync(join(folder, 'dev.jsonl'))) return folder
  process.stderr.write(folder === undefined ? howTo : `No dev.jsonl in ${folder}.\n${howTo}`)
  return undefined
}

export function readData(folder: string): Data {
  const hard = linesOf(join(folder, 'hardham_dev.jsonl')).map(row => ({ ...row, source: 'hard' }))
  const all = distinct(
    [...linesOf(join(folder, 'dev.jsonl')), ...hard].map(({ text, label, source }) => ({
      text,
      ad: label === 'ad',
      source,
    })),
  )
  const wrong = all.map(({ text }) => mislabelled().has(fingerprint(text)))
  return {
    rows: all.filter((_, i) => !wrong[i]),
    mislabelled: all.filter((_, i) => wrong[i]),
    rewritten: linesOf(join(folder, 'dev_obfuscated.jsonl')).map(({ text, source, base, ops }) => ({
      text,
      ad: true,
      source,
      base: base ?? text,
      ways: ops ?? [],
    })),
  }
}

interface Line {
  text: string
  label: 'ad' | 'ham'
  source: string
  base?: string
  ops?: readonly string[]
}

/** The lines of a JSONL file; of a file that is not there, none. */
function linesOf(path: string): Line[] {
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(line => JSON.parse(line) as Line)
}

function distinct(rows: readonly Row[]): Row[] {
  const seen = new Set<string>()
  return rows.filter(({ text }) => !seen.has(text) && seen.add(text))
}

/**
 * Texts that were read by hand and found to be labelled against the obvious (ads among the chat, chat among the ads), one in
 * a hundred: the texts are not ours to print, so they are named by the beginning of their SHA-256.
 */
function mislabelled(): ReadonlySet<string> {
  wrongOnes ??= new Set(JSON.parse(readFileSync(new URL('./mislabelled.json', import.meta.url), 'utf8')) as string[])
  return wrongOnes
}

let wrongOnes: ReadonlySet<string> | undefined

function fingerprint(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}
