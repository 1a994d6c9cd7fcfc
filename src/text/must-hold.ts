import type { Part } from './regex-parts.js'

/**
 * What a text must hold one of for an expression to match in it: single units, and pairs of units that follow each other
 * (first × 65,536 + second).
 */
export interface Needs {
  singles: ReadonlySet<number>
  pairs: ReadonlySet<number>
}

/** What a text must hold for `part` to match somewhere; undefined where nothing can be said. */
export function needsOf(part: Part): Needs | undefined {
  return cheapest(candidates(part))
}

/** More than this is not worth a look. */
const MOST_NEEDS = 2500

function candidates(part: Part): Needs[] {
  switch (part.kind) {
    case 'unknown':
      return []
    case 'unit':
      return part.of ? [{ singles: new Set(part.of), pairs: none }] : []
    case 'repeat': {
      if (part.least === 0) return []
      const own = candidates(part.part)
      // Twice in a row: what ends it once begins it again.
      return part.least > 1 && !mayBeEmpty(part.part) ? [...own, ...follow(lastOf(part.part), firstOf(part.part))] : own
    }
    case 'either': {
      const all: Needs[] = []
      for (const option of part.options) {
        const needs = needsOf(option)
        if (!needs) return []
        all.push(needs)
      }
      return [union(all)]
    }
    case 'row': {
      const found: Needs[] = []
      part.parts.forEach((one, at) => {
        found.push(...candidates(one))
        if (mayBeEmpty(one)) return
        const rest: Part = { kind: 'row', parts: part.parts.slice(at + 1) }
        if (!mayBeEmpty(rest)) found.push(...follow(lastOf(one), firstOf(rest)))
      })
      return found
    }
  }
}

const none: ReadonlySet<number> = new Set()

function follow(before: ReadonlySet<number> | undefined, after: ReadonlySet<number> | undefined): Needs[] {
  if (!before || !after || before.size * after.size > MOST_NEEDS) return []
  const pairs = new Set<number>()
  for (const first of before) for (const second of after) pairs.add(first * 0x10000 + second)
  return [{ singles: none, pairs }]
}

function union(all: readonly Needs[]): Needs {
  return {
    singles: new Set(all.flatMap(({ singles }) => [...singles])),
    pairs: new Set(all.flatMap(({ pairs }) => [...pairs])),
  }
}

function mayBeEmpty(part: Part): boolean {
  switch (part.kind) {
    case 'unit':
      return false
    case 'unknown':
      return true
    case 'repeat':
      return part.least === 0 || mayBeEmpty(part.part)
    case 'either':
      return part.options.some(mayBeEmpty)
    case 'row':
      return part.parts.every(mayBeEmpty)
  }
}

/** The units with which what `part` matches can begin, where it matches anything; undefined for any unit. */
function firstOf(part: Part): ReadonlySet<number> | undefined {
  return endOf(part, false)
}

function lastOf(part: Part): ReadonlySet<number> | undefined {
  return endOf(part, true)
}

function endOf(part: Part, last: boolean): ReadonlySet<number> | undefined {
  switch (part.kind) {
    case 'unit':
      return part.of && new Set(part.of)
    case 'unknown':
      return undefined
    case 'repeat':
      return endOf(part.part, last)
    case 'either':
      return together(part.options.map(option => endOf(option, last)))
    case 'row': {
      const ends: (ReadonlySet<number> | undefined)[] = []
      for (const one of last ? [...part.parts].reverse() : part.parts) {
        ends.push(endOf(one, last))
        if (!mayBeEmpty(one)) break
      }
      return together(ends)
    }
  }
}

function together(sets: readonly (ReadonlySet<number> | undefined)[]): ReadonlySet<number> | undefined {
  const all = new Set<number>()
  for (const set of sets) {
    if (!set) return undefined
    for (const unit of set) all.add(unit)
  }
  return all
}

/** The candidate that fewest texts hold. */
function cheapest(all: readonly Needs[]): Needs | undefined {
  let best: Needs | undefined
  let least = Number.POSITIVE_INFINITY
  for (const needs of all) {
    if (needs.singles.size + needs.pairs.size > MOST_NEEDS) continue
    let cost = 0
    for (const unit of needs.singles) cost += shareOf(unit)
    // Characters that make a word follow each other more often than by chance.
    for (const pair of needs.pairs) cost += 4 * shareOf(Math.floor(pair / 0x10000)) * shareOf(pair % 0x10000)
    if (cost < least) {
      least = cost
      best = needs
    }
  }
  return best
}

/** About which share of the units of chat a unit is. A rough guess is enough: it only decides what to look for. */
function shareOf(unit: number): number {
  if (unit < 0x80) return 0.01
  return frequent.has(unit) ? 0.012 : unit >= 0x3400 ? 0.0006 : 0.001
}

const frequent = new Set(
  [
    ...'的是不了在有我他这个们来到大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多人一上好没点看吗啊吧呢,。!?',
  ].map(character => character.charCodeAt(0)),
)
