import { distance } from 'fastest-levenshtein'
import { LineCounter, parseDocument, visit } from 'yaml'
import type { z } from 'zod'
import { nearestWord } from '../config/nearest.js'
import type { Problem } from '../config/problems.js'
import { both } from '../config/problems.js'
import { offsetOf } from '../config/source.js'

export type Path = readonly (string | number)[]

/** Where something stands in a file, both counted from 1. */
export interface Position {
  line: number
  column: number
}

/** A YAML text that was read, and where everything in it stands. */
export interface YamlSource {
  value: unknown
  /** Problems of the YAML itself; with one of them there is no value. */
  problems: Problem[]
  /** Position of the value at that path, or of its key; undefined when there is none. */
  locate(path: Path, part?: 'key' | 'value'): Position | undefined
  /** A problem at that path or, when there is nothing, at what is around it. */
  problem(path: Path, message: string, part?: 'key' | 'value'): Problem
}

/**
 * Reads YAML 1.2 as it stands. Unlike the config's reader it puts no full-width signs right: in a scenario they are what
 * people say. Numbers that would not read back the same (`0123`, `1.50`) stay the text they were written as.
 */
export function readYaml(file: string, text: string): YamlSource {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  visit(document, {
    Scalar(_key, node) {
      if (typeof node.value === 'number' && node.source !== undefined && String(node.value) !== node.source) {
        node.value = node.source
      }
    },
  })
  const positionOf = (offset: number): Position => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const locate = (path: Path, part: 'key' | 'value' = 'value') => {
    const offset = offsetOf(document, path, part)
    return offset === undefined ? undefined : positionOf(offset)
  }
  const problem = (path: Path, message: string, part?: 'key' | 'value'): Problem => {
    let position = locate(path, part)
    for (let around = path; position === undefined && around.length > 0; position = locate(around, 'key')) {
      around = around.slice(0, -1)
    }
    return { file, ...(position ?? { line: 1, column: 1 }), path: path.map(String), message, severity: 'error' }
  }
  const wrong = (offset: number, why: string): Problem => ({
    file,
    ...positionOf(offset),
    path: [],
    message: both('这里不是合法的 YAML', why),
    severity: 'error',
  })
  const problems = document.errors.map(error => wrong(error.pos[0], error.message))
  let value: unknown
  try {
    if (problems.length === 0) value = document.toJS()
  } catch (error) {
    // Only here it shows that an alias leads nowhere, or multiplies beyond measure.
    problems.push(wrong(0, error instanceof Error ? error.message : String(error)))
  }
  return { value, problems, locate, problem }
}

/** What a schema has against a value, with positions; `base` is where the value stands in the file. */
export function schemaProblems(source: YamlSource, schema: z.ZodType, base: Path, error: z.ZodError): Problem[] {
  const unknown = error.issues.flatMap(issue =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map(key => ({ path: here(issue.path), key, known: keysAt(schema, issue.path) }))
      : [],
  )
  const mistyped = new Set(unknown.map(({ path, key, known }) => [...path, nearest(key, known) ?? ''].join('.')))
  const others = error.issues.flatMap(issue => {
    if (issue.code === 'unrecognized_keys') return []
    const path = here(issue.path)
    const missing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined')
    // One wrong letter is one problem, not an unknown key and a missing one.
    if (missing && mistyped.has(path.join('.'))) return []
    const message = missing ? both(`缺少 ${path.at(-1)}`, 'missing') : sayIssue(issue)
    return [source.problem([...base, ...path], message, missing ? 'key' : 'value')]
  })
  return [
    ...unknown.map(({ path, key, known }) =>
      source.problem([...base, ...path, key], unknownWord(['键', 'key'], key, known), 'key'),
    ),
    ...others,
  ]
}

/** Longer lists help nobody. */
const listed = 32

/** 「不认识的键 whoo，是不是想写 who？」; with nothing near, what is known. */
export function unknownWord(
  [kind, english]: readonly [string, string],
  word: string,
  known: readonly string[],
): string {
  const near = nearest(word, known)
  if (near !== undefined)
    return both(`不认识的${kind}「${word}」，是不是想写 ${near}？`, `unknown ${english}; did you mean ${near}?`)
  const all = known.length > 0 && known.length <= listed ? `，可以写 ${known.join(' | ')}` : ''
  return both(`不认识的${kind}「${word}」${all}`, `unknown ${english}`)
}

/** The words of a scenario are few and short, so a guess may go further than among the config's keys: `woh` is `who`. */
function nearest(word: string, known: readonly string[]): string | undefined {
  const limit = Math.max(2, Math.ceil(word.length / 2))
  const slips = known.map(other => ({ other, cost: distance(word.toLowerCase(), other.toLowerCase()) }))
  const [best] = slips.filter(({ cost }) => cost <= limit).sort((a, b) => a.cost - b.cost)
  return nearestWord(word, known) ?? best?.other
}

function sayIssue(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return both(`这里应当是${typeWords[issue.expected] ?? issue.expected}`, `expected ${issue.expected}`)
    case 'invalid_value':
      return both(`这里应当是 ${issue.values.map(String).join(' | ')}`, 'expected one of these')
    case 'too_small':
      return both(`太小，至少 ${issue.minimum}`, 'too small')
    case 'too_big':
      return both(`太大，至多 ${issue.maximum}`, 'too big')
    default:
      return issue.message
  }
}

const typeWords: Record<string, string> = {
  string: '文字',
  number: '数字',
  int: '整数',
  boolean: ' true 或 false',
  array: '列表 [ … ]',
  object: ' { … }',
  record: ' { … }',
}

const here = (path: readonly PropertyKey[]): (string | number)[] =>
  path.map(part => (typeof part === 'symbol' ? String(part) : part))

/** Keys that the schema knows at a path, so that the nearest one can be named. */
function keysAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  const { def } = schema._zod as { def: SchemaDef }
  if (def.innerType) return keysAt(def.innerType, path)
  if (def.type === 'pipe' && def.in && def.out) {
    const into = (def.in._zod as { def: SchemaDef }).def.type === 'transform' ? def.out : def.in
    return keysAt(into, path)
  }
  if (def.options) return def.options.flatMap(option => keysAt(option, path))
  const [first, ...rest] = path
  if (first === undefined) return def.shape ? Object.keys(def.shape) : []
  const next = def.shape?.[String(first)] ?? def.valueType ?? def.element
  return next ? keysAt(next, rest) : []
}

interface SchemaDef {
  type: string
  shape?: Record<string, z.core.$ZodType>
  innerType?: z.core.$ZodType
  in?: z.core.$ZodType
  out?: z.core.$ZodType
  options?: z.core.$ZodType[]
  valueType?: z.core.$ZodType
  element?: z.core.$ZodType
}
