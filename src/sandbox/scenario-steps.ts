import type { Problem } from '../config/problems.js'
import { both } from '../config/problems.js'
import type { ExpectItem, ExpectKind, Step, StepKind } from './scenario-format.js'
import { expectationBodies, stepBodies } from './scenario-format.js'
import type { Path, YamlSource } from './yaml-source.js'
import { schemaProblems, unknownWord } from './yaml-source.js'

/** Watching time of an expectation that names none. */
const defaultWithin = 120_000

const stepWord = ['步骤', 'step'] as const
const itemWord = ['期待', 'expectation'] as const

/** What may not happen while the bot is away: it needs the bot, or takes it away a second time. */
const needsTheBot = new Set<StepKind>(['crash', 'down', 'relogin', 'operator', 'reload'])

/** Reads a list of steps that stands at `base`: one key each, everything wrong told with its position. */
export function parseSteps(
  source: YamlSource,
  raw: readonly unknown[],
  base: Path,
  away = false,
): { steps: Step[]; problems: Problem[] } {
  const steps: Step[] = []
  const problems: Problem[] = []
  for (const [index, item] of raw.entries()) {
    const path = [...base, index]
    const kind = oneKey(source, item, path, Object.keys(stepBodies), stepWord, problems)
    if (kind === undefined || !isStepKind(kind)) continue
    if (away && needsTheBot.has(kind)) {
      problems.push(source.problem([...path, kind], both(`机器人不在的时候不能 ${kind}`, 'needs the bot'), 'key'))
      continue
    }
    const step = parseStep(source, kind, (item as Record<string, unknown>)[kind], [...path, kind], problems)
    if (step) steps.push({ ...step, path: [...path, kind], line: source.locate(path)?.line ?? 1, want: item } as Step)
  }
  return { steps, problems }
}

function parseStep(
  source: YamlSource,
  kind: StepKind,
  value: unknown,
  path: Path,
  problems: Problem[],
): { kind: StepKind; body: unknown } | undefined {
  const schema = stepBodies[kind]
  const parsed = schema.safeParse(value)
  if (!parsed.success) {
    problems.push(...schemaProblems(source, schema, path, parsed.error))
    return undefined
  }
  if (kind === 'expect') {
    const items = (parsed.data as unknown[]).map((item, index) => parseItem(source, item, [...path, index], problems))
    return { kind, body: items.filter(item => item !== undefined) }
  }
  if (kind === 'down' || kind === 'relogin') {
    const part = kind === 'down' ? 'meanwhile' : 'changes'
    const body = parsed.data as Record<string, unknown>
    const nested = parseSteps(source, body[part] as unknown[], [...path, part], true)
    problems.push(...nested.problems)
    return { kind, body: { ...body, [part]: nested.steps } }
  }
  return { kind, body: parsed.data }
}

/** An item is one kind of act with its filters; `within`, `count` and `save` stand in its body or beside it. */
function parseItem(source: YamlSource, item: unknown, path: Path, problems: Problem[]): ExpectItem | undefined {
  const kinds = [...Object.keys(expectationBodies), 'no']
  const key = oneKey(source, item, path, kinds, itemWord, problems, ['within', 'count', 'save'])
  if (key === undefined) return undefined
  const outer = item as Record<string, unknown>
  const none = key === 'no'
  const holder = none ? outer[key] : outer
  const inner = none
    ? oneKey(source, holder, [...path, key], Object.keys(expectationBodies), itemWord, problems, [
        'within',
        'count',
        'save',
      ])
    : key
  if (inner === undefined || !isExpectKind(inner)) return undefined
  const at = none ? [...path, key, inner] : [...path, inner]
  const schema = expectationBodies[inner]
  const own = (holder as Record<string, unknown>)[inner] ?? {}
  if (typeof own !== 'object' || Array.isArray(own)) {
    problems.push(source.problem(at, both('这里应当是 { … }', 'expected a map')))
    return undefined
  }
  const { [inner]: _body, ...beside } = holder as Record<string, unknown>
  const { no: _no, ...outside } = none ? outer : {}
  const parsed = schema.safeParse({ ...outside, ...beside, ...own })
  if (!parsed.success) {
    problems.push(...schemaProblems(source, schema, at, parsed.error))
    return undefined
  }
  const { within, count, save, ...body } = parsed.data as Record<string, unknown> & {
    within?: number
    count?: number | { min?: number; max?: number }
    save?: Record<string, string>
  }
  // Of members, `count` is the number of people and not of acts.
  const people = inner === 'members' && count !== undefined
  return {
    kind: inner,
    path: at,
    line: source.locate(path)?.line ?? 1,
    want: item,
    body: people ? { ...body, count: range(count) } : body,
    within: within ?? defaultWithin,
    count: none ? { min: 0, max: 0 } : people || count === undefined ? { min: 1 } : range(count),
    save: save ?? {},
  } as ExpectItem
}

/** A number alone is exact; a range without `min` begins at none. */
function range(count: number | { min?: number; max?: number }): { min: number; max?: number } {
  return typeof count === 'number' ? { min: count, max: count } : { ...count, min: count.min ?? 0 }
}

/** The one key of a step or an item, besides those that may stand beside it; what is wrong goes to `problems`. */
function oneKey(
  source: YamlSource,
  item: unknown,
  path: Path,
  known: readonly string[],
  kind: readonly [string, string],
  problems: Problem[],
  beside: readonly string[] = [],
): string | undefined {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    problems.push(
      source.problem(
        path,
        both(`每个${kind[0]}写成 { 名称: … }，名称是 ${known.join(' | ')}`, `a ${kind[1]} is { kind: … }`),
      ),
    )
    return undefined
  }
  const keys = Object.keys(item)
  const unknown = keys.filter(key => !known.includes(key) && !beside.includes(key))
  for (const key of unknown) {
    problems.push(source.problem([...path, key], unknownWord(kind, key, [...known, ...beside]), 'key'))
  }
  if (unknown.length > 0) return undefined
  const names = keys.filter(key => known.includes(key))
  const [name, second] = names
  if (name === undefined) problems.push(source.problem(path, both(`缺少${kind[0]}的名称`, `no kind of ${kind[1]}`)))
  else if (second !== undefined)
    problems.push(
      source.problem(
        [...path, second],
        both(`一个${kind[0]}只能有一个名称，这里有 ${names.join('、')}`, `one ${kind[1]} has one kind`),
        'key',
      ),
    )
  else return name
  return undefined
}

const isStepKind = (word: string): word is StepKind => Object.hasOwn(stepBodies, word)
const isExpectKind = (word: string): word is ExpectKind => Object.hasOwn(expectationBodies, word)
