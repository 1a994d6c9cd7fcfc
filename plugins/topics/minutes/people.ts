import type { MemberKey, Store } from '../../../src/kernel/plugin.js'
import { rowOf, signersOf } from './consent.js'
import { excerptsOf } from './excerpts.js'
import { changeMinutes, keptTopics, type Minutes } from './record.js'
import { printsOf, type Turn, turnsOf } from './turns.js'

// One person's records among what is kept of topics: joined with another's, handed out to him, erased.

export const minutesPeople = {
  async merge(store: Store, from: MemberKey, into: MemberKey): Promise<void> {
    const renamed = (key: MemberKey) => (key === from ? into : key)
    for (const [topic, minutes] of await keptTopics(store)) {
      const [turns, excerpts] = [turnsOf(store, topic), excerptsOf(store, topic)]
      for (const [id, turn] of await turns.all()) {
        if (concerns(turn, from)) await turns.update(id, known => known && withKeys(known, renamed))
      }
      for (const [id, { member }] of await excerpts.all()) {
        if (member === from) await excerpts.update(id, known => known && { ...known, member: into })
      }
      if (isIn(minutes, from)) await changeMinutes(store, topic, known => recordWith(known, renamed))
    }
    const signed = signersOf(store)
    for (const [row, at] of await signed.all()) {
      if (!row.endsWith(`|${from}`)) continue
      await signed.setNew(rowOf(row.slice(0, -from.length - 1), into), at)
      await signed.delete(row)
    }
  },

  async export(store: Store, member: MemberKey): Promise<unknown> {
    const topics: Record<string, unknown> = {}
    for (const [topic, minutes] of await keptTopics(store)) {
      const own = [...(await excerptsOf(store, topic).all()).values()].filter(each => each.member === member)
      const spoke = [...(await turnsOf(store, topic).all()).values()].filter(each => each.member === member)
      const awarded = minutes.awarded?.[member] !== undefined
      if (own.length + spoke.length === 0 && !awarded) continue
      topics[topic] = { messages: spoke.length, kept: own.map(({ at, text }) => ({ at, text })), awarded }
    }
    const signed = [...(await signersOf(store).all()).keys()].some(row => row.endsWith(`|${member}`))
    const none = Object.keys(topics).length === 0 && !signed
    return none ? undefined : { topics, ...(signed ? { namedOutside: true } : {}) }
  },

  async erase(store: Store, member: MemberKey): Promise<void> {
    for (const [topic, minutes] of await keptTopics(store)) {
      const [turns, excerpts, prints] = [turnsOf(store, topic), excerptsOf(store, topic), printsOf(store, topic)]
      for (const [id, turn] of await turns.all()) {
        if (turn.member === member) await Promise.all([turns.delete(id), prints.delete(id)])
        else if (concerns(turn, member))
          await turns.update(id, known => known && withKeys(known, key => (key === member ? undefined : key)))
      }
      for (const [id, excerpt] of await excerpts.all()) if (excerpt.member === member) await excerpts.delete(id)
      if (isIn(minutes, member)) {
        await changeMinutes(store, topic, known => recordWith(known, key => (key === member ? undefined : key)))
      }
    }
    for (const row of (await signersOf(store).all()).keys()) {
      if (row.endsWith(`|${member}`)) await signersOf(store).delete(row)
    }
  },
}

/** What becomes of a key: another, or none. */
type Fate = (key: MemberKey) => MemberKey | undefined

function concerns({ member, replyTo, mentions = [] }: Turn, key: MemberKey): boolean {
  return member === key || replyTo === key || mentions.includes(key)
}

function withKeys({ member, replyTo, mentions, ...rest }: Turn, fate: Fate): Turn {
  const answers = replyTo === undefined ? undefined : fate(replyTo)
  const called = (mentions ?? []).flatMap(key => fate(key) ?? [])
  return {
    ...rest,
    member: fate(member) ?? member,
    ...(answers === undefined ? {} : { replyTo: answers }),
    ...(called.length === 0 ? {} : { mentions: [...new Set(called)] }),
  }
}

function isIn({ ranking, awarded, shownTo, posted }: Minutes, key: MemberKey): boolean {
  return (
    ranking?.some(({ member }) => member === key) === true ||
    awarded?.[key] !== undefined ||
    shownTo?.includes(key) === true ||
    posted?.by === key
  )
}

function recordWith({ ranking, awarded, shownTo, posted, ...rest }: Minutes, fate: Fate): Minutes {
  const by = posted?.by === undefined ? undefined : fate(posted.by)
  return {
    ...rest,
    ...(ranking
      ? {
          ranking: ranking.flatMap(each => {
            const member = fate(each.member)
            return member === undefined ? [] : [{ ...each, member }]
          }),
        }
      : {}),
    ...(awarded
      ? {
          awarded: Object.fromEntries(
            Object.entries(awarded).flatMap(([key, cause]) => {
              const member = fate(key)
              return member === undefined ? [] : [[member, cause]]
            }),
          ),
        }
      : {}),
    ...(shownTo ? { shownTo: [...new Set(shownTo.flatMap(key => fate(key) ?? []))] } : {}),
    ...(posted ? { posted: { cause: posted.cause, at: posted.at, ...(by === undefined ? {} : { by }) } } : {}),
  }
}
