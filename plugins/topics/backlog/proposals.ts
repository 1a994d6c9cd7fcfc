import type { MemberKey, Millis, Store } from '../../../src/kernel/plugin.js'
import { sameWords } from './same-words.js'

// What people would like to talk about is what they decided: it lies in the lasting corner, whatever the run mode.

/** What somebody would like to be talked about in this room. */
export interface Proposal {
  /** Counts from 1 in each room and is never used again: `#3`. */
  number: number
  title: string
  /** Who proposed it; nobody any more when he was erased. */
  by?: MemberKey
  at: Millis
  /** The message it came with. */
  cause: string
  /** Who would like it too, since when; who proposes is for it. */
  votes: Readonly<Record<MemberKey, Millis>>
  /** The topic that it became. */
  topic?: string
}

/** `proposals` hash number → Proposal, until it is too old or was taken out. */
const proposalsOf = (store: Store) => store.hash<Proposal>('proposals')

/** Number of a room's last proposal: `proposal-count` hash with the one row `last`. */
const countOf = (store: Store) => store.hash<{ number: number; cause: string }>('proposal-count')

/** What may be chosen now, oldest first. */
export async function openProposals(store: Store, { now, keep }: Age): Promise<Proposal[]> {
  return (await allProposals(store)).filter(each => isOpen(each, { now, keep }))
}

/** When it is, and how long a proposal stays. */
export interface Age {
  now: Millis
  keep: Millis
}

/** Whether anything was ever proposed here. */
export async function wasUsed(store: Store): Promise<boolean> {
  return (await countOf(store).get('last')) !== undefined
}

function isOpen({ topic, at }: Proposal, { now, keep }: Age): boolean {
  return topic === undefined && now - at < keep
}

async function allProposals(store: Store): Promise<Proposal[]> {
  return [...(await proposalsOf(store).all()).values()].sort((a, b) => a.number - b.number)
}

export type Proposed =
  | { kind: 'new'; proposal: Proposal }
  /** Somebody proposed the same before: it is a vote for that. */
  | { kind: 'same'; proposal: Proposal }
  /** He has as many as one person may. */
  | { kind: 'enough'; own: Proposal[] }

/** Takes a proposal in, once for its cause. */
export async function propose(
  store: Store,
  { title, by, cause }: { title: string; by: MemberKey; cause: string },
  { now, keep, perPerson }: Age & { perPerson: number },
): Promise<Proposed> {
  const open = await openProposals(store, { now, keep })
  const known = open.find(each => each.cause === cause)
  if (known) return { kind: 'new', proposal: known }
  const same = open.find(each => sameWords(each.title, title))
  if (same) return { kind: 'same', proposal: (await vote(store, same.number, by, now)) ?? same }
  const own = open.filter(each => each.by === by)
  if (own.length >= perPerson) return { kind: 'enough', own }
  await dropOld(store, { now, keep })
  // The cause stands beside the number: a crash before the next write gives the same number again.
  const count = await countOf(store).update('last', last =>
    last?.cause === cause ? last : { number: (last?.number ?? 0) + 1, cause },
  )
  const number = count?.number ?? 1
  const proposal: Proposal = { number, title, by, at: now, cause, votes: { [by]: now } }
  await proposalsOf(store).setNew(String(number), proposal)
  return { kind: 'new', proposal }
}

export function proposalOf(store: Store, number: number): Promise<Proposal | undefined> {
  return proposalsOf(store).get(String(number))
}

/** One vote a person; the proposal as it is then. */
export function vote(store: Store, number: number, by: MemberKey, at: Millis): Promise<Proposal | undefined> {
  return change(store, number, known =>
    known.votes[by] === undefined ? { ...known, votes: { ...known.votes, [by]: at } } : known,
  )
}

export function takeVoteBack(store: Store, number: number, by: MemberKey): Promise<Proposal | undefined> {
  return change(store, number, known => {
    const { [by]: _, ...votes } = known.votes
    return { ...known, votes }
  })
}

/** It became a topic: it is no longer to be chosen. */
export function markTaken(store: Store, number: number, topic: string): Promise<Proposal | undefined> {
  return change(store, number, known => ({ ...known, topic: known.topic ?? topic }))
}

export function removeProposal(store: Store, number: number): Promise<boolean> {
  return proposalsOf(store).delete(String(number))
}

/** Most wanted first, of those equally wanted the older; votes of who is gone do not count. */
export function byVotes(
  proposals: readonly Proposal[],
  isHere: (member: MemberKey) => boolean,
): { proposal: Proposal; votes: number }[] {
  return proposals
    .map(proposal => ({ proposal, votes: Object.keys(proposal.votes).filter(isHere).length }))
    .sort((a, b) => b.votes - a.votes || a.proposal.number - b.proposal.number)
}

function change(store: Store, number: number, next: (known: Proposal) => Proposal): Promise<Proposal | undefined> {
  return proposalsOf(store).update(String(number), known => (known === undefined ? undefined : next(known)))
}

/** Forgets what became too old to be chosen, whatever became of it. */
export async function dropOld(store: Store, { now, keep }: Age): Promise<void> {
  for (const { number, at } of await allProposals(store)) if (now - at >= keep) await removeProposal(store, number)
}

/** Proposals are their author's, votes are whose they are. */
export const proposalPeople = {
  async merge(store: Store, from: MemberKey, into: MemberKey) {
    for (const { number } of await allProposals(store)) {
      await change(store, number, known => {
        const { [from]: his, ...others } = known.votes
        const since = Math.min(his ?? Number.POSITIVE_INFINITY, others[into] ?? Number.POSITIVE_INFINITY)
        const votes = his === undefined ? others : { ...others, [into]: since }
        return { ...known, votes, ...(known.by === from ? { by: into } : {}) }
      })
    }
  },
  async export(store: Store, member: MemberKey) {
    const all = await allProposals(store)
    const proposals = all.filter(({ by }) => by === member).map(({ number, title, at }) => ({ number, title, at }))
    const supports = all.filter(({ votes }) => votes[member] !== undefined).map(({ number }) => number)
    return proposals.length + supports.length === 0 ? undefined : { proposals, supports }
  },
  async erase(store: Store, member: MemberKey) {
    for (const { number, by, topic } of await allProposals(store)) {
      // What he wrote goes; what has become a topic of everybody's stays, without him.
      if (by === member && topic === undefined) {
        await removeProposal(store, number)
        continue
      }
      await change(store, number, ({ by: author, ...known }) => {
        const { [member]: _, ...votes } = known.votes
        return { ...known, votes, ...(author === undefined || author === member ? {} : { by: author }) }
      })
    }
  },
}
