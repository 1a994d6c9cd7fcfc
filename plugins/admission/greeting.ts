import {
  authoredText,
  type Ctx,
  dateOf,
  definePart,
  type MemberKey,
  type MemberView,
  type MessageEvent,
  type Millis,
  type Store,
  simplify,
} from '../../src/kernel/plugin.js'
import { type AdmissionConfig, admissionConfig } from './config.js'

/** The duty of those who greet; members take it on with /我来 迎新. */
const GREETING = '迎新'

/** Those who are in one welcome. */
interface Batch {
  id: string
  members: MemberKey[]
  /** A greeting after this is no greeting any more. */
  until: Millis
}

/** So long after they could be welcomed they can still be greeted. */
const LATEST: Millis = 30 * 60_000
/** Batches that can be greeted at once are few; more are not kept. */
const KEPT = 5

/** `greetings` hash `batches` → those who came last, until half an hour after their welcome and the next arrival. */
const batchesOf = (store: Store) => store.hash<Batch[]>('greetings')

/** Who greets these today, if somebody has taken it on who is in this room, not away and none of them. */
export function greeterOf(ctx: Ctx<AdmissionConfig>, newcomers: readonly MemberView[]): MemberView | undefined {
  const { duties, absence } = ctx.books
  const today = duties.onDuty(ctx.community, GREETING, dateOf(ctx.now(), ctx.zone), member => {
    const { present, unsure } = ctx.member(member)
    if (newcomers.some(({ key }) => key === member)) return false
    return present && !unsure && absence.awayUntil(ctx.community, member, ctx.now()) === undefined
  })
  return today === undefined ? undefined : ctx.member(today)
}

/** Notes that somebody is to be welcomed at `due`: until a while after it he can be greeted. */
export async function toGreet(ctx: Ctx<AdmissionConfig>, members: readonly MemberKey[], due: Millis): Promise<void> {
  if (ctx.books.duties.holders(ctx.community, GREETING).length === 0) return
  const id = `${ctx.room.key}|${due}`
  const until = Math.max(due, ctx.quietUntil() ?? 0) + LATEST
  await batchesOf(ctx.store).update('batches', (known = []) => {
    const own = known.find(batch => batch.id === id)?.members ?? []
    const others = known.filter(batch => batch.id !== id && batch.until > ctx.now())
    return [...others, { id, members: [...new Set([...own, ...members])], until }].slice(-KEPT)
  })
}

/** Whoever has taken on 迎新 and greets newcomers gets points for it, once for those who came together. */
export const greetingPart = definePart(admissionConfig, {
  texts: { 'zh-CN': { 'greeting.reason': '迎新' }, en: { 'greeting.reason': 'greeting' } },
  on: {
    message: {
      async activity(ctx, message) {
        if (message.room === undefined) return
        if (!ctx.books.duties.holders(ctx.community, GREETING).includes(message.member)) return
        const points = ctx.worth('greet')
        if (points === 0 || ctx.mode === 'observe') return
        for (const batch of (await batchesOf(ctx.store).get('batches')) ?? []) {
          if (message.sentAt >= batch.until || !greets(ctx, message, batch)) continue
          await ctx.books.points.add({
            community: ctx.community,
            member: message.member,
            points,
            reason: ctx.text('greeting.reason'),
            cause: `greet|${batch.id}`,
            at: message.sentAt,
          })
        }
      },
    },
  },
  people: {
    async merge(store, from, into) {
      await everyBatch(store, members => members.map(member => (member === from ? into : member)))
    },
    async export(store, member) {
      const batches = (await batchesOf(store).get('batches')) ?? []
      return batches.some(({ members }) => members.includes(member)) ? { toGreet: true } : undefined
    },
    async erase(store, member) {
      await everyBatch(store, members => members.filter(other => other !== member))
    },
  },
})

async function everyBatch(store: Store, change: (members: MemberKey[]) => MemberKey[]): Promise<void> {
  await batchesOf(store).update('batches', known =>
    known?.map(batch => ({ ...batch, members: [...new Set(change(batch.members))] })),
  )
}

/** Whether a message is for one of these: an @, a quote, a name of theirs, or 欢迎. */
function greets(ctx: Ctx<AdmissionConfig>, message: MessageEvent, { members }: Batch): boolean {
  // Nobody greets himself.
  const others = members.filter(member => member !== message.member)
  if (others.length === 0) return false
  const text = authoredText(message.parts)
  if (/欢迎|welcome/i.test(simplify(text))) return true
  const names = new Set(others.flatMap(member => [ctx.member(member).name, ctx.member(member).card]))
  return message.parts.some(part => {
    if (part.kind === 'mention') return part.member !== undefined && others.includes(part.member)
    if (part.kind === 'quote') return names.has(part.name)
    return part.kind === 'text' && [...names].some(name => name.length > 1 && part.text.includes(name))
  })
}
