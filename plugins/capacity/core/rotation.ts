import type { MemberKey } from '../../../src/kernel/plugin.js'

// Who of the rotating seats might make room, and who might come in. Nothing here knows of Redis or WeChat.

/** People that a proposal names on either side: more is no proposal but a purge. */
export const NAMED = 5

export interface Seated {
  key: MemberKey
  /** Messages here in the time that is looked at. */
  count: number
  /** Fixed seat, staff, on leave, too new or not told apart: not looked at. */
  stays: boolean
}

export interface Candidate {
  key: MemberKey
  /** Messages in the community's other rooms. */
  count: number
  /** He is on the promotion list, since then. */
  listed?: number | undefined
}

/** The least active of the rotating seats, the most silent first; and who might come: the list first, then by activity. */
export function rotate(
  seated: readonly Seated[],
  candidates: readonly Candidate[],
): { out: Seated[]; into: Candidate[]; rotating: number } {
  const rotating = seated.filter(({ stays }) => !stays)
  const half = median(rotating.map(({ count }) => count))
  // In a room where all talk alike nobody makes room.
  const out = rotating.filter(({ count }) => count < half / 2 || count === 0).sort((a, b) => a.count - b.count)
  const into = candidates
    .filter(({ count, listed }) => listed !== undefined || count > 0)
    .sort((a, b) => (a.listed ?? LAST) - (b.listed ?? LAST) || b.count - a.count)
  return { out: out.slice(0, NAMED), into: into.slice(0, NAMED), rotating: rotating.length }
}

/** Behind everybody who is on the list. */
const LAST = Number.MAX_SAFE_INTEGER

function median(counts: readonly number[]): number {
  const sorted = [...counts].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
