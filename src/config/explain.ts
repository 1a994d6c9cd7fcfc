import type { z } from 'zod'
import { nearestBoolean, nearestNumber, nearestWord } from './nearest.js'
import { keysOf, type Outline, outlineAt, pathsTo } from './outline.js'
import { both } from './problems.js'
import type { Path } from './source.js'
import { isTree } from './tree.js'

/** One thing that a schema has against a value, in words, with the nearest right thing. */
export interface Finding {
  path: (string | number)[]
  /** Which of the two is wrong, the key or what stands for it. */
  part: 'key' | 'value'
  message: string
  /** The keys of a `conflict`, of which `path` is the first. */
  paths?: readonly Path[]
  /** A required key is not there. */
  missing?: true
}

/** With these options a schema leaves its words to `explain`, except where it has some of its own. */
export const parseOptions = { error: () => '', reportInput: true } as const

type Issue = z.core.$ZodIssue
interface Explained extends Finding {
  /** The right key that an unknown one was most likely meant to be. */
  meant?: string
}

/** Everything that is wrong with a value that did not parse, each mistake once. */
export function explain(error: z.ZodError, outline: Outline): Finding[] {
  const all = error.issues.flatMap(issue => explainIssue(issue, [], outline))
  // A required key with a slip in it is one mistake: an unknown key, not also a missing one.
  const meant = new Set(all.flatMap(({ path, meant }) => (meant ? [[...path.slice(0, -1), meant].join('\n')] : [])))
  return all
    .filter(({ missing, path }) => !(missing && meant.has(path.join('\n'))))
    .map(({ meant: _, ...finding }) => finding)
}

function explainIssue(issue: Issue, base: readonly (string | number)[], outline: Outline): Explained[] {
  const path = [...base, ...issue.path.map(key => (typeof key === 'symbol' ? String(key) : key))]
  if (issue.code === 'unrecognized_keys') {
    const keys = keysOf(outlineAt(outline, path) ?? {})
    return issue.keys.map(key => {
      const value = isTree(issue.input) ? issue.input[key] : undefined
      const meant = nearestWord(key, keys)
      return {
        path: [...path, key],
        part: 'key',
        message: unknownKey(key, value, path, outline),
        ...(meant === undefined ? {} : { meant }),
      }
    })
  }
  if (issue.code === 'invalid_key') {
    return [{ path, part: 'key', message: issue.issues[0]?.message || both('键不对', 'not a valid key') }]
  }
  const word = nearWord(issue.input, outlineAt(outline, path))
  if (word !== undefined) return [{ path, part: 'value', message: shouldBe(issue.input, word) }]
  if (issue.code === 'invalid_union' && issue.message === '') return explainUnion(issue, path, outline)
  const missing = issue.code === 'invalid_type' && issue.input === undefined
  const message = issue.message === '' ? sentence(issue, path, outline) : issue.message
  const paths = issue.code === 'custom' && Array.isArray(issue.params?.paths) ? issue.params.paths.filter(isPath) : []
  return [
    {
      path,
      part: missing ? 'key' : 'value',
      message,
      ...(missing ? { missing } : {}),
      ...(paths.length > 0 ? { paths } : {}),
    },
  ]
}

function isPath(path: unknown): path is Path {
  return Array.isArray(path) && path.every(key => typeof key === 'string' || typeof key === 'number')
}

/** Of several forms a value may have, the one that was meant: whose outermost shape is right. */
function explainUnion(issue: z.core.$ZodIssueInvalidUnion, path: (string | number)[], outline: Outline): Explained[] {
  const words = issue.errors
    .flat()
    .flatMap(nested => (isOuter(nested) && 'values' in nested ? nested.values.map(String) : []))
  const [meant] = issue.errors.filter(branch => !branch.some(isOuter)).sort((a, b) => a.length - b.length)
  if (meant !== undefined) return meant.flatMap(nested => explainIssue(nested, path, outline))
  const forms = issue.errors.flat().map(nested => ('expected' in nested ? typeNames[nested.expected] : undefined))
  const choices = [...words, ...forms.filter(form => form !== undefined)]
  return [{ path, part: 'value', message: oneOf(issue.input, choices) }]
}

/** Where a word or something else may stand (`off` or a cron), the word, if that is what was meant. */
function nearWord(input: unknown, here: Outline | undefined): string | undefined {
  const words = (here?.anyOf ?? []).flatMap(branch => [
    ...(branch.enum ?? []),
    ...('const' in branch ? [branch.const] : []),
  ])
  return nearestChoice(input, words.map(String))
}

function isOuter(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value')
}

/** What is wrong with a key that `outline` does not have at `path`. */
function unknownKey(key: string, value: unknown, path: readonly (string | number)[], outline: Outline): string {
  const keys = keysOf(outlineAt(outline, path) ?? {})
  const near = nearestWord(key, keys)
  const [first = '', ...rest] = key.split(/[\s:：]+/)
  if (value === null && rest.length > 0 && keys.includes(first)) {
    const right = `${first}: ${rest.join(' ')}`
    return both(`少了冒号，应写成 ${right}`, `a colon is missing; write ${right}`)
  }
  // At the top level, a key that stands deeper down was most likely indented wrongly, whatever it looks like.
  const inside = path.length === 0 || near === undefined ? pathsTo(outline, key)[0] : undefined
  if (inside !== undefined) {
    const above = inside.slice(0, -1).join('.')
    return above === ''
      ? both(`${key} 应写在最外层，不在 ${path.join('.')} 下面`, 'belongs to the outermost level')
      : both(`${key} 应写在 ${above} 下面`, `belongs below ${above}`)
  }
  return unknownWord('键', key, keys)
}

/** 「没有 suspctAt 这个键，应为 suspectAt」 */
export function unknownWord(kind: string, word: string, known: readonly string[]): string {
  const near = nearestWord(word, known)
  if (near !== undefined) return both(`没有 ${word} 这个${kind}，应为 ${near}`, `unknown; did you mean ${near}?`)
  const choices = known.length > 0 ? `；可以写 ${known.join('、')}` : ''
  return both(`没有 ${word} 这个${kind}${choices}`, 'unknown')
}

const typeNames: Record<string, string | undefined> = {
  array: '列表 [a, b]',
  object: '「键: 值」',
  record: '「键: 值」',
  tuple: '列表 [a, b]',
  number: '数字',
  int: '整数',
  string: '文字',
  boolean: 'true 或 false',
}

function sentence(issue: Issue, path: readonly (string | number)[], outline: Outline): string {
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue.expected, issue.input, path, outline)
    case 'invalid_value': {
      const near = nearestChoice(issue.input, issue.values.map(String))
      return near === undefined ? oneOf(issue.input, issue.values.map(String)) : shouldBe(issue.input, near)
    }
    case 'too_small':
      return tooSmall(issue)
    case 'too_big':
      return issue.origin === 'number' || issue.origin === 'int'
        ? both(`太大，最多写 ${issue.maximum}`, `too big, at most ${issue.maximum}`)
        : both(`太多，最多 ${issue.maximum} 项`, `too many, at most ${issue.maximum}`)
    default:
      return both('这里的值不对', `invalid: ${issue.code}`)
  }
}

function tooSmall(issue: z.core.$ZodIssueTooSmall): string {
  if (issue.origin === 'string') return both('不能是空的', 'must not be empty')
  if (issue.origin === 'array') return both(`至少要 ${issue.minimum} 项`, `at least ${issue.minimum} of them`)
  return both(`太小，至少写 ${issue.minimum}`, `too small, at least ${issue.minimum}`)
}

function wrongType(expected: string, input: unknown, path: readonly (string | number)[], outline: Outline): string {
  const here = outlineAt(outline, path)
  const key = path.at(-1)
  if (input === undefined) return both(`缺少 ${key}`, `${key} is missing`)
  const right = nearestOfType(expected, input, here?.default)
  if (right !== undefined) return shouldBe(input, right)
  const example =
    here?.default === undefined || here.default === null || here.default === '' ? '' : `，如 ${show(here.default)}`
  const name = typeNames[expected] ?? expected
  return input === null
    ? both(`${key} 后面没有写值，应为${name}${example}`, 'no value')
    : both(`「${show(input)}」不对，应为${name}${example}`, `should be ${expected}`)
}

/** The value that was meant, as it is to be written. */
function nearestOfType(expected: string, input: unknown, fallback: unknown): string | undefined {
  if (expected === 'boolean') return nearestBoolean(input)?.toString()
  if ((expected === 'number' || expected === 'int') && typeof input === 'string') {
    const number = nearestNumber(input)
    return number !== undefined && (expected === 'number' || Number.isInteger(number)) ? String(number) : undefined
  }
  if ((expected === 'number' || expected === 'int') && typeof input === 'number') {
    return Number.isFinite(input) ? String(Math.round(input)) : undefined
  }
  if (expected === 'string' && (typeof input === 'number' || typeof input === 'boolean')) {
    // A duration without its unit: most likely the unit that the default is written in.
    const unit = typeof fallback === 'string' ? /^\d+(ms|s|m|h|d)$/.exec(fallback)?.[1] : undefined
    return unit === undefined ? `"${input}"` : `${input}${unit}`
  }
  if ((expected === 'array' || expected === 'tuple') && (typeof input === 'string' || typeof input === 'number')) {
    const items = String(input)
      .replace(/^[【[［「]|[】\]］」]$/g, '')
      .split(/[\s,，、;；]+/)
    return show(items.filter(item => item !== ''))
  }
  return undefined
}

/** The nearest of some words; `false` stands for off, as YAML 1.1 had it. */
function nearestChoice(input: unknown, words: readonly string[]): string | undefined {
  if (typeof input === 'boolean') return input ? undefined : words.find(word => word === 'off')
  return typeof input === 'string' ? nearestWord(input, words) : undefined
}

function shouldBe(input: unknown, right: string): string {
  if (input === right) return both(`去掉引号，写成 ${right}`, `write ${right} without quotes`)
  return both(`「${show(input)}」不对，应为 ${right}`, `did you mean ${right}?`)
}

function oneOf(input: unknown, choices: readonly string[]): string {
  return both(`「${show(input)}」不对，应为 ${choices.join('、')} 之一`, `one of ${choices.join(', ')}`)
}

/** A value as one would write it in one line of YAML, shortened. */
export function show(value: unknown): string {
  const text = (value: unknown): string => {
    if (Array.isArray(value)) return `[${value.map(text).join(', ')}]`
    if (isTree(value))
      return `{ ${Object.entries(value)
        .map(([key, below]) => `${key}: ${text(below)}`)
        .join(', ')} }`
    return value === '' ? '""' : String(value)
  }
  const whole = text(value)
  return whole.length > 60 ? `${whole.slice(0, 59)}…` : whole
}
