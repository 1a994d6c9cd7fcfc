import type { Document, Node } from 'yaml'
import { isAlias, isMap, isNode, isScalar, isSeq, parseDocument } from 'yaml'
import { both } from './problems.js'
import { mend } from './punctuation.js'
import { isTree, type Tree } from './tree.js'

export type Path = readonly (string | number)[]

/** Counted from 1; both are 0 in what came from no file. */
interface Position {
  line: number
  column: number
}

/** One file of the config, or what stands in its place, and where everything in it is. */
export interface Source {
  /** Below the config's directory. */
  file: string
  value: Tree
  /** Where the key or the value at `path` stands; undefined when this source does not have it. */
  locate(path: Path, part: 'key' | 'value'): Position | undefined
}

/** What is wrong with a file before any schema is asked. */
export interface TextProblem extends Position {
  message: string
}

/**
 * Reads a YAML file. Slips of punctuation are put right and lines that cannot be read are left out, so that `source`
 * holds all the rest; every one of them is in `problems`.
 */
export function readSource(file: string, text: string): { source: Source; problems: TextProblem[] } {
  const mended = mend(text)
  const positionOf = positions(text)
  const at = (offset: number) => positionOf(mended.origin(offset))
  const problems: TextProblem[] = mended.slips.map(({ offset, message }) => ({ ...positionOf(offset), message }))
  const slippedLines = new Set(problems.map(({ line }) => line))
  const document = readable(mended.text, (offset, message) => {
    const place = at(offset)
    // Where a line was mended, what YAML says about it beyond is most likely about the mending.
    if (!slippedLines.has(place.line)) problems.push({ ...place, message })
  })
  const value = treeOfDocument(document, message => problems.push({ line: 1, column: 1, message }))
  const locate = (path: Path, part: 'key' | 'value') => {
    const offset = offsetOf(document, path, part)
    return offset === undefined ? undefined : at(offset)
  }
  return { source: { file, value, locate }, problems }
}

/** A source for values from no file: a scenario's overrides, a reload. */
export function valueSource(file: string, value: Tree): Source {
  const has = (path: Path) => path.reduce<unknown>((node, key) => child(node, key), value) !== undefined
  return { file, value, locate: path => (has(path) ? { line: 0, column: 0 } : undefined) }
}

function child(node: unknown, key: string | number): unknown {
  if (Array.isArray(node)) return node[Number(key)]
  return isTree(node) && Object.hasOwn(node, key) ? node[key] : undefined
}

/** More broken lines than this and the file is something else altogether. */
const mostBrokenLines = 30

/** Parses; as long as a line cannot be read, it is reported and blanked out, with what hangs below it. */
function readable(text: string, report: (offset: number, message: string) => void): Document.Parsed {
  let rest = text
  for (let round = 0; ; round += 1) {
    const document = parseDocument(rest, { prettyErrors: false, uniqueKeys: false })
    const error = document.errors[0]
    if (error === undefined || round >= mostBrokenLines) {
      duplicates(document, report)
      return document
    }
    report(error.pos[0], sayError(error.code, error.message))
    rest = blankLine(rest, error.pos[0])
  }
}

/** The text with the line at `offset`, and the deeper lines below it, as spaces: offsets stay what they were. */
function blankLine(text: string, offset: number): string {
  const within = Math.min(offset, text.length - 1)
  const start = text.lastIndexOf('\n', within - 1) + 1
  const indentOf = (line: string) => /^ */.exec(line)?.[0].length ?? 0
  const [first = '', ...below] = text.slice(start).split('\n')
  const indent = indentOf(first)
  const deeper = below.findIndex(line => line.trim() !== '' && indentOf(line) <= indent)
  const gone = [first, ...below.slice(0, deeper < 0 ? below.length : deeper)].join('\n')
  return text.slice(0, start) + gone.replace(/[^\n]/g, ' ') + text.slice(start + gone.length)
}

function sayError(code: string, message: string): string {
  switch (code) {
    case 'TAB_AS_INDENT':
      return both('缩进不能用 Tab，改成空格', 'indent with spaces, not tabs')
    case 'MULTILINE_IMPLICIT_KEY':
    case 'MISSING_CHAR':
      return both('这一行读不懂，是不是少了冒号、引号或括号？', message)
    case 'BAD_INDENT':
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'BLOCK_IN_FLOW':
      return both('缩进不齐，或者值里有「: 」而没加引号', message)
    case 'MULTIPLE_DOCS':
      return both('一个文件只写一份配置，去掉 ---', 'one document a file')
    default:
      return both('这里不是正确的 YAML', message)
  }
}

/** A key written twice hides its first value; YAML libraries differ in which one they take. */
function duplicates(document: Document.Parsed, report: (offset: number, message: string) => void): void {
  const walk = (node: unknown): void => {
    if (isSeq(node)) for (const item of node.items) walk(item)
    if (!isMap(node)) return
    const seen = new Set<string>()
    for (const { key, value } of node.items) {
      const name = nameOf(key)
      if (seen.has(name)) report(startOf(key) ?? 0, both(`${name} 写了两次，只留一个`, 'written twice'))
      seen.add(name)
      walk(value)
    }
  }
  walk(document.contents)
}

function treeOfDocument(document: Document.Parsed, report: (message: string) => void): Tree {
  try {
    const value: unknown = document.toJS()
    if (value === null || value === undefined) return {}
    if (isTree(value)) return value
    report(both('这个文件最外层应为「键: 值」', 'the file must be a map of key: value'))
  } catch (error) {
    // The one thing that only shows here: aliases that multiply beyond measure or lead nowhere.
    report(both('这里的 * 引用读不了', error instanceof Error ? error.message : String(error)))
  }
  return {}
}

/** Where in the text the key or the value at a path begins, aliases followed; undefined where there is none. */
export function offsetOf(document: Document.Parsed, path: Path, part: 'key' | 'value'): number | undefined {
  let node: unknown = document.contents
  let offset = startOf(node) ?? 0
  for (const [depth, step] of path.entries()) {
    const last = depth === path.length - 1
    if (isAlias(node)) node = node.resolve(document)
    if (isMap(node)) {
      // The last of two equal keys is the one that counts.
      const pair = node.items.findLast(({ key }) => nameOf(key) === String(step))
      if (pair === undefined) return undefined
      const keyStart = startOf(pair.key) ?? offset
      offset = last && part === 'key' ? keyStart : (startOf(pair.value) ?? keyStart)
      node = pair.value
    } else if (isSeq(node)) {
      const item: unknown = node.items[Number(step)]
      if (item === undefined) return undefined
      offset = startOf(item) ?? offset
      node = item
    } else return undefined
  }
  return offset
}

function nameOf(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key)
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? (node as Node).range?.[0] : undefined
}

/** A function from offsets in `text` to lines and columns, in UTF-16 units as editors count them. */
function positions(text: string): (offset: number) => Position {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(match => match.index + 1)]
  return offset => {
    const line = starts.findLastIndex(start => start <= offset)
    return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 }
  }
}
