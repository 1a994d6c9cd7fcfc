import type { MemberKey, MemberView, Millis } from '../../../src/kernel/plugin.js'
import { alarmAt, turnOf } from './alarm.js'
import { cardElsewhere } from './elsewhere.js'
import { type Next, nextFor, type Terms } from './plan.js'
import { type CardReader, readerOf } from './reader.js'
import { changeRule, type Reminder, type Rule, readRule, type Tended, tended } from './records.js'
import { type In, standingOf } from './standing.js'
import { reminderText, thanksText } from './wording.js'

// The keeping of cards: who is waited for, when the next word is due, and what is done then. One job a room does it all.

const MINUTE: Millis = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Names in one reminder, and reminders in one room within a day: the rest waits. */
const NAMES = 5
const MESSAGES = 3
/** Whoever would be reminded so soon after others is reminded with them. */
const TOGETHER = 5 * MINUTE
/** Until what a look at the room found is known. */
const LOOK_TAKES: Millis = 20_000
/** Whoever is left alone now is thought of again after this. */
const PATIENCE = 6 * HOUR
/** Those who set their cards right between two looks are thanked in one message. */
const THANKS_AFTER: Millis = 5_000

/** The rule as it holds now; a pattern other than before begins anew. Undefined where there is none. */
export async function ruleOf(ctx: In): Promise<{ rule: Rule; reader: CardReader } | undefined> {
  const { pattern } = ctx.config.nameCard
  const known = await readRule(ctx.store)
  const rule =
    known?.pattern === pattern
      ? known
      : await changeRule(ctx.store, now => {
          if (now?.pattern === pattern) return now
          // Never seen before: it holds for as long as the room is kept.
          return { ...now, pattern, since: now ? ctx.now() : ctx.room.since }
        })
  const reader = readerOf(pattern)
  return reader && { rule, reader }
}

/** Looks at some members' cards: who is waited for from now on, who no longer is, who is to be thanked. */
export async function attend(
  ctx: In,
  members: readonly MemberView[],
  { changed = false }: { changed?: boolean } = {},
): Promise<void> {
  const found = await ruleOf(ctx)
  if (!found) return
  const { rule, reader } = found
  const all = await tended(ctx.store).all()
  const changes = members.flatMap(view => {
    const known = all.get(view.key)
    const stands = standingOf(ctx, view, reader)
    const waits = known !== undefined && known.since >= rule.since ? known : undefined
    if (stands === 'out' || stands === 'settled') {
      const settled = stands === 'settled'
      // Kept, not only seen: he stays settled here when he leaves the room that he came from.
      if (waits && waits.thanks === undefined && !(settled && waits.over === undefined)) return []
      return [newlyOut(ctx, view, rule, { changed, settled })]
    }
    if (!known || (stands === 'alone' && waits)) return []
    return [stands === 'right' && waits && waits.reminders.length > 0 ? thanked(ctx, view) : dropped(ctx, view.key)]
  })
  if (changes.length === 0) return
  await Promise.all(changes)
  await setAlarm(ctx)
}

function newlyOut(
  ctx: In,
  { key, joinedAt }: MemberView,
  { since: ruled }: Rule,
  { changed, settled }: { changed: boolean; settled: boolean },
): Promise<unknown> {
  const now = ctx.now()
  const since = Math.max(joinedAt, ruled, changed ? now : 0)
  // Whose grace was over when we first saw him is nobody to be surprised: the owner has him on the list.
  const over = settled || now >= since + ctx.config.nameCard.grace
  return tended(ctx.store).set(key, { since, seen: now, reminders: [], ...(over ? { over: now } : {}) })
}

async function thanked(ctx: In, { key }: MemberView): Promise<void> {
  await tended(ctx.store).update(key, known => known && { ...known, thanks: known.thanks ?? ctx.now() })
  await ctx.later('cardThanks', {}, ctx.now() + THANKS_AFTER, { id: 'card-thanks' })
}

async function dropped(ctx: In, member: MemberKey): Promise<void> {
  await tended(ctx.store).delete(member)
}

/** Thanks those who set their cards right after a reminder, in one message. */
export async function thank(ctx: In): Promise<void> {
  const reader = readerOf(ctx.config.nameCard.pattern)
  const kept = [...(await tended(ctx.store).all())].filter(([, { thanks }]) => thanks !== undefined)
  const right = reader
    ? kept.map(([key]) => ctx.member(key)).filter(view => standingOf(ctx, view, reader) === 'right')
    : []
  const atRest = ctx.books.silence.isSilent(ctx.room.key, ctx.now())
  if (reader && right.length > 0 && !atRest) await ctx.say(thanksText(ctx, reader, right), { id: 'card-thanks' })
  await Promise.all(kept.map(([key]) => dropped(ctx, key)))
}

/** Somebody it is time for, and what it is time for. */
interface Due {
  view: MemberView
  next: Next
  /** How often he was reminded. */
  told: number
}

const inOrder = new Intl.Collator('en', { numeric: true })

/** What is due: a look, then reminders and the ends of graces. Runs whenever something is, and sets itself anew. */
export async function tend(ctx: In): Promise<void> {
  const found = await ruleOf(ctx)
  if (!found) return
  const { rule, reader } = found
  const now = ctx.now()
  // After a login that left too many unrecognised nobody is judged; what only observes has nobody to remind.
  if (ctx.mode === 'observe' || ctx.books.silence.isSilent(ctx.room.key, now)) return setAlarm(ctx, now + HOUR)
  const all = await tended(ctx.store).all()
  const again = [...all].filter(([, { reminders }]) => reminders.some(each => isOfRun(ctx, each)))
  if (again.length > 0) {
    // The process died in the middle of this very run: the same words to the same people.
    await sayReminders(ctx, reader, again)
    return setAlarm(ctx, now + 1)
  }
  const due = [...all].flatMap(([key, known]) => {
    const view = ctx.member(key)
    const next = nextFor(known, termsOf(ctx), now)
    return next && standingOf(ctx, view, reader) === 'out' ? [{ view, next, told: known.reminders.length }] : []
  })
  const ruled = withoutThisRun(ctx, rule)
  const first = Math.min(...due.map(({ next }) => mayBe(ctx, next, ruled)))
  const turn = turnOf({ first, looked: rule.looked ?? 0, now })
  if (turn === 'look') {
    await changeRule(ctx.store, known => ({ ...(known ?? rule), looked: now }))
    ctx.look()
    return setAlarm(ctx, now + LOOK_TAKES)
  }
  if (turn === 'act') {
    await remind(ctx, ruled, reader, due)
    await endGraces(ctx, due)
  }
  // A run is known by its time: the next is another.
  await setAlarm(ctx, now + 1)
}

async function remind(ctx: In, rule: Rule, reader: CardReader, due: readonly Due[]): Promise<void> {
  const now = ctx.now()
  if (now < remindersFrom(ctx, rule)) return
  const to = due.filter(({ next }) => next.do === 'remind')
  if (!to.some(({ next }) => next.at <= now)) return
  // Whoever was never told comes first; else as they came.
  to.sort((a, b) => a.told - b.told || a.next.at - b.next.at || inOrder.compare(a.view.key, b.view.key))
  const some = to
    .filter(({ next }) => next.at <= now + TOGETHER)
    .slice(0, NAMES * (MESSAGES - lately(rule, now).length))
  const given = some.map(({ view, next }, index) => {
    const message = `${ctx.cause}|${ctx.plugin}|cards${Math.floor(index / NAMES)}`
    const reminder: Reminder = { step: next.do === 'remind' ? next.step : 0, at: now, message }
    return { key: view.key, reminder }
  })
  const said = Object.fromEntries([
    ...lately(rule, now),
    ...given.map(({ reminder }) => [reminder.message, now] as const),
  ])
  await changeRule(ctx.store, known => ({ ...(known ?? rule), said }))
  const kept = await Promise.all(
    given.map(async ({ key, reminder }) => {
      const next = await tended(ctx.store).update(key, known =>
        known && !known.reminders.some(({ message }) => message === reminder.message)
          ? { ...known, reminders: [...known.reminders, reminder] }
          : known,
      )
      return next ? [[key, next] as const] : []
    }),
  )
  await sayReminders(ctx, reader, kept.flat())
}

/** Says the reminders of this run; said twice, they are the same messages. */
async function sayReminders(
  ctx: In,
  reader: CardReader,
  kept: readonly (readonly [MemberKey, Tended])[],
): Promise<void> {
  const { atTheEnd, remindAt } = termsOf(ctx)
  const messages = new Map<string, MemberView[]>()
  // Whose grace ends with a removal hears it before, once: with the last reminder.
  const last = new Set<string>()
  for (const [key, { reminders }] of kept) {
    const mine = reminders.find(each => isOfRun(ctx, each))
    if (!mine) continue
    messages.set(mine.message, [...(messages.get(mine.message) ?? []), ctx.member(key)])
    if (atTheEnd === 'kick' && mine.step >= remindAt.length - 1) last.add(mine.message)
  }
  for (const [message, people] of messages) {
    const [only, ...others] = people
    const text = reminderText(ctx, reader, people, ({ key }) => cardElsewhere(ctx, reader, key))
    await ctx.say(last.has(message) ? ctx.text('cardRemindLast', { text }) : text, {
      id: message.slice(`${ctx.cause}|${ctx.plugin}|`.length),
      manner: 'unasked',
      // Later it may have been done, and who has not is told in another.
      expires: (ctx.quietUntil() ?? ctx.now()) + 12 * HOUR,
      mentions: people.map(({ key }) => key),
      ...(only && others.length === 0 ? { unless: [{ is: 'gone', room: ctx.room.key, member: only.key }] } : {}),
    })
  }
}

async function endGraces(ctx: In, due: readonly Due[]): Promise<void> {
  const now = ctx.now()
  if (ctx.quietUntil() !== undefined) return
  const over = due.filter(({ next }) => next.do === 'end' && next.at <= now)
  for (const { view } of over) {
    if (termsOf(ctx).atTheEnd === 'kick') {
      await ctx.accuse({ member: view.key, reason: ctx.text('cardKept'), kind: 'name-card', measure: 'remove' })
    }
    await tended(ctx.store).update(view.key, known => known && { ...known, over: now })
  }
}

/** A reminder left, or did not: one that never did was none. */
export async function settled(ctx: In, { id, outcome }: { id: string; outcome: string }): Promise<void> {
  if (!id.includes(`|${ctx.plugin}|cards`)) return
  const mine = [...(await tended(ctx.store).all())].filter(([, { reminders }]) =>
    reminders.some(each => each.message === id),
  )
  const out = outcome === 'done' || outcome === 'unknown'
  await Promise.all(
    mine.map(([key]) =>
      tended(ctx.store).update(key, known => {
        if (!known) return undefined
        const others = known.reminders.filter(({ message }) => message !== id)
        const own = known.reminders.filter(({ message }) => message === id)
        return {
          ...known,
          reminders: out ? [...others, ...own.map(each => ({ ...each, out: true as const }))] : others,
        }
      }),
    ),
  )
  if (mine.length > 0) await setAlarm(ctx)
}

/** Sets the job to when it has something to do next, a look at the room included; `from`: not before this. */
export async function setAlarm(ctx: In, from: Millis = 0): Promise<void> {
  const found = await ruleOf(ctx)
  if (!found) return ctx.cancel('cards')
  const { rule, reader } = found
  const now = ctx.now()
  const times = [...(await tended(ctx.store).all())].flatMap(([key, known]) => {
    const next = nextFor(known, termsOf(ctx), now)
    if (!next) return []
    const stands = standingOf(ctx, ctx.member(key), reader)
    if (stands !== 'out' && stands !== 'alone') return []
    return [Math.max(mayBe(ctx, next, rule), stands === 'alone' ? now + PATIENCE : 0)]
  })
  if (times.length === 0) return ctx.cancel('cards')
  const at = alarmAt({ first: Math.min(...times), looked: rule.looked ?? 0, now }, from)
  await ctx.later('cards', {}, at, { id: 'cards' })
}

/** When what comes next may be done: a reminder when the room can take one, the end of a grace not in quiet hours. */
function mayBe(ctx: In, next: Next, rule: Rule): Millis {
  return Math.max(next.at, next.do === 'remind' ? remindersFrom(ctx, rule) : (ctx.quietUntil() ?? 0))
}

/** The earliest time for a reminder: at the end of quiet hours with what else waits for it, and not too many in a day. */
function remindersFrom(ctx: In, rule: Rule): Millis {
  const now = ctx.now()
  const quiet = ctx.quietUntil()
  const before = lately(rule, now)
  const free = before.length < MESSAGES ? 0 : (before.at(-MESSAGES)?.[1] ?? 0) + DAY
  return Math.max(free, quiet === undefined ? 0 : quiet - MINUTE)
}

function lately({ said = {} }: Rule, now: Millis): [string, Millis][] {
  return Object.entries(said)
    .filter(([, at]) => at > now - DAY)
    .sort(([, a], [, b]) => a - b)
}

/** What this very run had begun to say when the process died is none of what was said before it. */
function withoutThisRun(ctx: In, rule: Rule): Rule {
  const said = Object.entries(rule.said ?? {}).filter(([message]) => !message.startsWith(`${ctx.cause}|`))
  return { ...rule, said: Object.fromEntries(said) }
}

function isOfRun(ctx: In, { message }: Reminder): boolean {
  return message.startsWith(`${ctx.cause}|${ctx.plugin}|`)
}

export function termsOf({ config: { nameCard } }: In): Terms {
  const { grace, remindAt, then: atTheEnd } = nameCard
  return { grace, remindAt, atTheEnd }
}
