import { AhoCorasick, canonical } from '../../../src/kernel/plugin.js'

/** Where in a canonical text one of the owner's words, as it reads, stands. */
export interface Occurrence {
  from: number
  to: number
  word: string
}

/**
 * Every place where one of the owner's words stands in canonical text, by where it ends; overlapping ones too. A word is
 * looked for as it reads, not as it is spelt; a Latin word or a number not inside a longer one (69 is not in 695). A word
 * that reads as nothing matches nothing, an empty list matches nothing. The list is read once: never change one in place.
 */
export function findWords(list: readonly string[], text: string): Occurrence[] {
  const matcher = matcherOf(list)
  return matcher ? matcher(text) : []
}

/** The owner's words as they read, without those that read as nothing. */
function readWords(list: readonly string[]): string[] {
  const words = list.map(word => canonical(word).text.trim()).filter(word => word !== '')
  return [...new Set(words)]
}

type Matcher = (text: string) => Occurrence[]

/** Up to here looking for one word after the other is quicker than any automaton. */
const FEW = 4

const matchers = new WeakMap<readonly string[], Matcher>()

function matcherOf(list: readonly string[]): Matcher | undefined {
  if (list.length === 0) return undefined
  let matcher = matchers.get(list)
  if (!matcher) {
    const words = readWords(list)
    matcher = words.length <= FEW ? oneByOne(words) : allAtOnce(words)
    matchers.set(list, matcher)
  }
  return matcher
}

function oneByOne(words: readonly string[]): Matcher {
  return text => {
    const all: Occurrence[] = []
    for (const word of words) {
      for (let from = text.indexOf(word); from >= 0; from = text.indexOf(word, from + 1)) {
        all.push(...found(text, from, from + word.length, word))
      }
    }
    return inOrder(all)
  }
}

/** Longer words are an automaton's: following each of them from every place would no longer be in proportion to the text. */
const LONG = 32

/** What may follow, unit by unit, and the word that ends here. */
interface Branch {
  word?: string
  next: Map<number, Branch>
}

/**
 * One walk through the text for all words. Most places begin no word, which a table of beginnings tells in a few
 * nanoseconds; where one may begin, the words are followed unit by unit, for as many units as the longest has.
 */
function allAtOnce(words: readonly string[]): Matcher {
  const mayBegin = new Uint8Array(TABLE)
  const singles = new Uint8Array(TABLE)
  const beginnings = new Map<number, Branch>()
  for (const word of words) {
    if (word.length === 1) singles[word.charCodeAt(0)] = 1
    else if (word.length <= LONG) {
      mayBegin[slotOf(word.charCodeAt(0), word.charCodeAt(1))] = 1
      let branch = branchAt(beginnings, word.charCodeAt(0) * TABLE + word.charCodeAt(1))
      for (let at = 2; at < word.length; at++) branch = branchAt(branch.next, word.charCodeAt(at))
      branch.word = word
    }
  }
  const long = words.filter(word => word.length > LONG)
  const automaton = long.length > 0 ? new AhoCorasick(long) : undefined
  return text => {
    const all: Occurrence[] = []
    let next = text.charCodeAt(0)
    for (let from = 0; from < text.length; from++) {
      const unit = next
      next = from + 1 < text.length ? text.charCodeAt(from + 1) : 0
      if (singles[unit] === 1) all.push(...found(text, from, from + 1, text.charAt(from)))
      if (mayBegin[slotOf(unit, next)] === 0) continue
      let at = from + 2
      for (let branch = beginnings.get(unit * TABLE + next); branch; branch = branch.next.get(text.charCodeAt(at++))) {
        if (branch.word !== undefined) all.push(...found(text, from, at, branch.word))
      }
    }
    for (const { begin, end, keyword } of automaton?.matchInText(text) ?? []) {
      all.push(...found(text, begin, end, keyword))
    }
    return inOrder(all)
  }
}

function branchAt(branches: Map<number, Branch>, key: number): Branch {
  let branch = branches.get(key)
  if (!branch) {
    branch = { next: new Map() }
    branches.set(key, branch)
  }
  return branch
}

const TABLE = 0x10000

/** Where two units that follow each other have their place in the table; some share one. */
function slotOf(first: number, second: number): number {
  return (Math.imul(first, 0x9e37) + second) & (TABLE - 1)
}

function found(text: string, from: number, to: number, word: string): Occurrence[] {
  return standsFree(text, from, to) ? [{ from, to, word }] : []
}

function inOrder(all: Occurrence[]): Occurrence[] {
  return all.length > 1 ? all.sort((a, b) => a.to - b.to || a.from - b.from) : all
}

/** False for a Latin word or a number inside a longer one. */
function standsFree(text: string, from: number, to: number): boolean {
  return !(
    (isWordUnit(text.charCodeAt(from)) && isWordUnit(text.charCodeAt(from - 1))) ||
    (isWordUnit(text.charCodeAt(to - 1)) && isWordUnit(text.charCodeAt(to)))
  )
}

/** a to z and 0 to 9, which is all that is left of Latin letters in canonical text. */
function isWordUnit(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x30 && unit <= 0x39)
}
