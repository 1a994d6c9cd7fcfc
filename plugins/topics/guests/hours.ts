import type { MemberKey, Store } from '../../../src/kernel/plugin.js'
import { sameWords } from '../backlog/same-words.js'
import { replaced } from '../hosts/asked.js'

/** What belongs to a guest's hour beside the topic itself. */
export interface GuestHour {
  /** The guest, where he is a member. */
  guest?: MemberKey
  /** What of the checklist is done, by name. */
  done: readonly Item[]
  questions: readonly Question[]
  /** Number of the last question. */
  last: number
}

/** What has to be there for a guest, in the order in which one sees to it. */
export const checklist = ['time', 'material', 'poster', 'questions', 'way'] as const
export type Item = (typeof checklist)[number]

export interface Question {
  /** Counts from 1 in each hour and is never used again. */
  number: number
  text: string
  /** Who asked; nobody any more when he was erased. */
  by?: MemberKey
  /** The message it came with. */
  cause: string
  /** Who asked the same. */
  also: readonly MemberKey[]
  answered?: true
}

/** `guest-hours` hash topic → GuestHour, until 30 days after the hour. */
const hoursOf = (store: Store) => store.hash<GuestHour>('guest-hours')

export function hourOf(store: Store, topic: string): Promise<GuestHour | undefined> {
  return hoursOf(store).get(topic)
}

/** A new hour, its time fixed already; the same again changes nothing. */
export async function addHour(store: Store, topic: string, guest: MemberKey | undefined): Promise<void> {
  await hoursOf(store).setNew(topic, { done: ['time'], questions: [], last: 0, ...(guest ? { guest } : {}) })
}

export async function forgetHour(store: Store, topic: string): Promise<void> {
  await hoursOf(store).delete(topic)
}

/** Marks parts of the checklist as done, or as not done after all. */
export function tick(
  store: Store,
  topic: string,
  items: readonly Item[],
  done: boolean,
): Promise<GuestHour | undefined> {
  return change(store, topic, hour => ({
    ...hour,
    done: checklist.filter(item => (items.includes(item) ? done : hour.done.includes(item))),
  }))
}

export type Asked =
  | { kind: 'new' | 'same'; question: Question }
  /** As many wait as may, in all or of this person's. */
  | { kind: 'full' | 'enough' }

/** Open questions that one person may have in an hour: everybody should get a turn. */
const PER_PERSON = 3

/** Takes a question in, once for its cause; who asks what somebody asked is for that question. */
export async function addQuestion(
  store: Store,
  topic: string,
  { text, by, cause }: { text: string; by: MemberKey; cause: string },
  { most }: { most: number },
): Promise<Asked | undefined> {
  let asked: Asked | undefined
  await change(store, topic, hour => {
    const open = openQuestions(hour)
    const known = hour.questions.find(each => each.cause === cause)
    const same = open.find(each => sameWords(each.text, text))
    if (known) asked = { kind: 'new', question: known }
    else if (same) {
      const question = same.by === by ? same : { ...same, also: [...new Set([...same.also, by])] }
      asked = { kind: 'same', question }
      return { ...hour, questions: hour.questions.map(each => (each === same ? question : each)) }
    } else if (open.length >= most) asked = { kind: 'full' }
    else if (open.filter(each => each.by === by).length >= PER_PERSON) asked = { kind: 'enough' }
    else {
      const question: Question = { number: hour.last + 1, text, by, cause, also: [] }
      asked = { kind: 'new', question }
      return { ...hour, last: question.number, questions: [...hour.questions, question] }
    }
    return hour
  })
  return asked
}

/** Puts questions into another one: they are votes for it. False when one of them is not there. */
export async function mergeQuestions(
  store: Store,
  topic: string,
  into: number,
  others: readonly number[],
): Promise<Question | undefined> {
  const hour = await change(store, topic, known => {
    const target = known.questions.find(each => each.number === into)
    const merged = known.questions.filter(each => others.includes(each.number) && each.number !== into)
    if (!target || merged.length === 0) return known
    const also = merged.flatMap(each => [...(each.by === undefined ? [] : [each.by]), ...each.also])
    const whole = { ...target, also: [...new Set([...target.also, ...also])].filter(member => member !== target.by) }
    return {
      ...known,
      questions: known.questions.flatMap(each => (each === target ? whole : merged.includes(each) ? [] : [each])),
    }
  })
  return hour?.questions.find(each => each.number === into)
}

export function markAnswered(store: Store, topic: string, numbers: readonly number[]): Promise<GuestHour | undefined> {
  return change(store, topic, hour => ({
    ...hour,
    questions: hour.questions.map(each => (numbers.includes(each.number) ? { ...each, answered: true } : each)),
  }))
}

export function dropQuestions(store: Store, topic: string, numbers: readonly number[]): Promise<GuestHour | undefined> {
  return change(store, topic, hour => ({
    ...hour,
    questions: hour.questions.filter(each => !numbers.includes(each.number)),
  }))
}

/** Not answered yet, most wanted first. */
export function openQuestions({ questions }: GuestHour): Question[] {
  return questions.filter(({ answered }) => !answered).sort((a, b) => votesOf(b) - votesOf(a) || a.number - b.number)
}

/** Who asked it counts too, as long as he is known. */
export function votesOf({ by, also }: Question): number {
  return also.length + (by === undefined ? 0 : 1)
}

function change(store: Store, topic: string, next: (hour: GuestHour) => GuestHour): Promise<GuestHour | undefined> {
  return hoursOf(store).update(topic, known => known && next(known))
}

/** Questions are whose they are; what others asked too stays when he goes. */
export const guestPeople = {
  merge: (store: Store, from: MemberKey, into: MemberKey) => inEveryHour(store, from, into),
  async export(store: Store, member: MemberKey) {
    const all = [...(await hoursOf(store).all()).values()].flatMap(({ questions }) => questions)
    const asked = all.filter(({ by }) => by === member).map(({ text }) => text)
    const supported = all.filter(({ also }) => also.includes(member)).map(({ text }) => text)
    return asked.length + supported.length === 0 ? undefined : { asked, supported }
  },
  erase: (store: Store, member: MemberKey) => inEveryHour(store, member),
}

async function inEveryHour(store: Store, from: MemberKey, into?: MemberKey): Promise<void> {
  for (const topic of (await hoursOf(store).all()).keys()) {
    await change(store, topic, ({ guest, ...hour }) => {
      const guestNow = guest === from ? into : guest
      const questions = hour.questions
        .map(({ by, ...question }) => {
          const byNow = by === from ? into : by
          const also = replaced(question.also, from, into).filter(member => member !== byNow)
          return { ...question, also, ...(byNow === undefined ? {} : { by: byNow }) }
        })
        .filter(({ by, also }) => by !== undefined || also.length > 0)
      return { ...hour, questions, ...(guestNow === undefined ? {} : { guest: guestNow }) }
    })
  }
}
