import type { MemberKey, Store } from '../../../src/kernel/plugin.js'
import { arrivalsOf, candidatesOf } from '../candidates.js'
import { codesOf } from './codes.js'
import { queueOf } from './queue.js'

/**
 * What becomes of one person's records at the door, when two turn out to be one, and when he asks for them. They are the
 * account's: every room's call finds the same ones.
 */
export const doorPeople = {
  async merge(store: Store, from: MemberKey, into: MemberKey): Promise<void> {
    const account = store.at('account')
    const candidates = candidatesOf(account)
    for (const [member, candidate] of await candidates.all()) {
      if (candidate.introducer === from)
        await candidates.update(member, known => known && { ...known, introducer: into })
    }
    const candidate = await candidates.get(from)
    if (candidate) {
      const own = await candidates.get(from)
      await candidates.update(into, known => known ?? own)
      await candidates.delete(from)
    }
    const attempts = account.hash<readonly unknown[]>('attempts')
    const tries = await attempts.get(from)
    if (tries) {
      const texts = new Set(tries.map(each => JSON.stringify(each)))
      await attempts.update(into, known => [
        ...(known ?? []).filter(each => !texts.has(JSON.stringify(each))),
        ...tries,
      ])
      await attempts.delete(from)
    }
    await renameIn(account.hash('uses'), from, into)
    await renameIn(account.hash('befriended'), from, into)
    for (const [number, entry] of await queueOf(account).all()) {
      if (entry.member !== from && entry.by !== from) continue
      await queueOf(account).update(number, known => known && renamed(known, from, into))
    }
    for (const [hash, code] of await codesOf(account).all()) {
      if (code.member !== from && code.by !== from) continue
      await codesOf(account).update(hash, known => known && renamed(known, from, into))
    }
    await moveRows(account.hash('arrivals'), from, into)
    await moveRows(account.hash('given'), from, into)
  },

  async export(store: Store, member: MemberKey): Promise<unknown> {
    const account = store.at('account')
    const candidate = await candidatesOf(account).get(member)
    const arrivals = [...(await arrivalsOf(account).all())].filter(([row]) => row.endsWith(`|${member}`))
    const entries = [...(await queueOf(account).all())].filter(([, entry]) => entry.member === member)
    const admission = {
      ...(candidate ? { candidate: withoutOthers(candidate) } : {}),
      ...(arrivals.length > 0
        ? { arrivals: arrivals.flatMap(([, all]) => all.map(({ at, source }) => ({ at, source }))) }
        : {}),
      ...(entries.length > 0
        ? { queue: entries.map(([number, { at, state }]) => ({ number: Number(number), at, state })) }
        : {}),
    }
    return Object.keys(admission).length === 0 ? undefined : { door: admission }
  },

  /** Tries of today and used codes stay, without his key where one is not needed: erasing is no way to try again. */
  async erase(store: Store, member: MemberKey): Promise<void> {
    const account = store.at('account')
    const candidates = candidatesOf(account)
    await candidates.delete(member)
    for (const [other, candidate] of await candidates.all()) {
      if (candidate.introducer !== member) continue
      await candidates.update(other, known => {
        if (!known) return undefined
        const { introducer: _, ...rest } = known
        return rest
      })
    }
    await renameIn(account.hash('uses'), member, '')
    await renameIn(account.hash('befriended'), member, '')
    for (const [number, entry] of await queueOf(account).all()) {
      if (entry.member !== member && entry.by !== member) continue
      await queueOf(account).update(number, known => known && renamed(known, member, ''))
    }
    for (const [hash, code] of await codesOf(account).all()) {
      if (code.member !== member && code.by !== member) continue
      await codesOf(account).update(hash, known => known && renamed(known, member, ''))
    }
    // How many came by which way stays; who, not.
    await moveRows(account.hash('arrivals'), member, '')
    const arrivals = arrivalsOf(account)
    for (const [row, all] of await arrivals.all()) {
      if (!all.some(({ by }) => by === member)) continue
      await arrivals.update(row, known => known?.map(each => (each.by === member ? withoutBy(each) : each)))
    }
    const given = account.hash<unknown>('given')
    for (const row of (await given.all()).keys()) if (row.split('|')[1] === member) await given.delete(row)
  },
}

/** Lists of members: one is another now, or nobody. */
async function renameIn(hash: ReturnType<typeof listsOf>, from: MemberKey, into: MemberKey): Promise<void> {
  for (const [row, members] of await hash.all()) {
    if (!members.includes(from)) continue
    await hash.update(row, known => {
      const others = known?.map(each => (each === from ? into : each)) ?? []
      return others.filter((each, at) => each === '' || others.indexOf(each) === at)
    })
  }
}

const listsOf = (store: Store) => store.hash<readonly MemberKey[]>('')

/** Rows `place|member|…` of lists: those of one become another's. */
async function moveRows(hash: ReturnType<typeof anyListsOf>, from: MemberKey, into: MemberKey): Promise<void> {
  for (const [row, list] of await hash.all()) {
    const [place = '', member, ...further] = row.split('|')
    if (member !== from) continue
    const known = new Set(list.map(each => JSON.stringify(each)))
    await hash.update([place, into, ...further].join('|'), other => [
      ...(other ?? []).filter(each => !known.has(JSON.stringify(each))),
      ...list,
    ])
    await hash.delete(row)
  }
}

const anyListsOf = (store: Store) => store.hash<readonly unknown[]>('')

function renamed<T extends { member?: MemberKey; by?: MemberKey }>(record: T, from: MemberKey, into: MemberKey): T {
  return {
    ...record,
    ...(record.member === from ? { member: into } : {}),
    ...(record.by === from ? { by: into } : {}),
  }
}

function withoutOthers<T extends { introducer?: MemberKey }>({ introducer: _, ...own }: T): Omit<T, 'introducer'> {
  return own
}

function withoutBy<T extends { by?: MemberKey }>({ by: _, ...rest }: T): Omit<T, 'by'> {
  return rest
}
