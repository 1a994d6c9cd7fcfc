import { both, RE2JS, z } from '../../../src/kernel/plugin.js'

/** A stretch of canonical text that one of the operators' patterns describes. */
export interface Stretch {
  from: number
  to: number
}

/** So many patterns of so many characters may be given, and so large may they be when compiled: reading costs by size. */
const MOST = 50
const LONGEST = 200
const LARGEST = 1500
/** Patterns look at so many characters of a text: with all of them at their largest this takes 20 ms. */
const READ = 2000

/**
 * The first place where each of the operators' patterns fits. They are regular expressions of RE2, read in linear time
 * whatever they say ((a+)+$ too), over canonical text: lower case, simplified, half-width; capitals in a pattern do not
 * matter. What would fit everywhere fits nowhere, nor does an empty list. The list is compiled once: never change one in
 * place.
 */
export function findPatterns(list: readonly string[], text: string): Stretch[] {
  if (list.length === 0) return []
  const { joint, all, named } = compiled(list)
  const read = text.length > READ ? text.slice(0, READ) : text
  const found: Stretch[] = []
  for (const pattern of joint?.test(read) ? all : named) {
    const matcher = pattern.matcher(read)
    if (matcher.find() && matcher.end() > matcher.start()) found.push({ from: matcher.start(), to: matcher.end() })
  }
  return found
}

/** `ads.patterns` of the YAML. */
export const patternsSchema = z
  .array(z.string())
  .max(MOST, { error: both(`最多 ${MOST} 条`, `at most ${MOST}`) })
  .superRefine((list, context) => {
    let size = 0
    list.forEach((source, at) => {
      const problem = problemOf(source)
      if (problem) context.addIssue({ code: 'custom', path: [at], message: problem })
      else size += RE2JS.compile(source, FLAGS).programSize()
    })
    if (size > LARGEST)
      context.addIssue({
        code: 'custom',
        message: both('合起来太大，少用大的 {次数}', `too large together: ${size} instructions, at most ${LARGEST}`),
      })
  })

const FLAGS = RE2JS.CASE_INSENSITIVE

/** What is wrong with a pattern, as `qunguan check` says it; undefined for one that can be used. */
function problemOf(source: string): string | undefined {
  if (source.length > LONGEST) return both(`最长 ${LONGEST} 个字`, `at most ${LONGEST} characters`)
  let pattern: RE2JS
  try {
    pattern = RE2JS.compile(source, FLAGS)
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : String(error)
    return both('这条正则 RE2 读不懂（没有前后断言和 \\1）', why)
  }
  return pattern.test('') ? both('空的消息它也会匹配，要写出具体的字', 'fits an empty text') : undefined
}

interface Compiled {
  all: readonly RE2JS[]
  /** Those with named groups, of which no name may stand twice in one pattern. */
  named: readonly RE2JS[]
  /** All others as one, to be asked first. */
  joint: RE2JS | undefined
}

const lists = new WeakMap<readonly string[], Compiled>()

function compiled(list: readonly string[]): Compiled {
  let known = lists.get(list)
  if (!known) {
    const all = list
      .filter(source => problemOf(source) === undefined)
      .map(source => ({ source, pattern: RE2JS.compile(source, FLAGS) }))
    const isNamed = ({ pattern }: { pattern: RE2JS }) => Object.keys(pattern.namedGroups()).length > 0
    const others = all.filter(one => !isNamed(one))
    known = {
      all: all.map(({ pattern }) => pattern),
      named: all.filter(isNamed).map(({ pattern }) => pattern),
      joint:
        others.length > 0 ? RE2JS.compile(others.map(({ source }) => `(?:${source})`).join('|'), FLAGS) : undefined,
    }
    lists.set(list, known)
  }
  return known
}
