import { definePart, type MemberKey, type Millis, weekdayOf, z } from '../../src/kernel/plugin.js'
import { calledPeople, namedIn, noteNamed } from './called.js'
import { checkInConfig } from './config.js'
import { rangesOf } from './leave/book.js'
import { holds } from './leave/ranges.js'
import { outageOf } from './outage/book.js'
import { messagesOf } from './received.js'
import { dayOf, type In, streaksOf } from './standing.js'
import { type History, historiesOf, monthsBack } from './store.js'
import {
  calledAt,
  closedAt,
  DIGEST_DELAY,
  LAST_CALL,
  nextCall,
  nextDigest,
  type Opening,
  openDaysBefore,
} from './windows.js'
import { callText, dayText, digestText, MISSED, wordOf } from './wording.js'

// What the bot says of a window by itself: who of the regulars is still missing, and at the end who came.

/** A digest that is later than this says nothing to anybody. */
const LATEST = 12 * 3_600_000
/** Where a room may get only so many more words of its own accord today, they are left to the list and the calendar. */
const SPARED = 2
/** Whoever came on one of so many days before is missed. */
const REGULAR = 3

/** A window that was prolonged after an outage has its digest and last call later, at times that no timer knows. */
const prolongedWindow = z.object({
  date: z.string(),
  window: z.string(),
  /** Its own end, and the later one. */
  end: z.number(),
  until: z.number(),
  /** Whether its own digest had been due when it was prolonged. */
  told: z.boolean(),
})
export type ProlongedWindow = z.output<typeof prolongedWindow>

export const digestPart = definePart(checkInConfig, {
  people: calledPeople,
  timers: {
    digest: {
      at: (config, after, zone, workdays) =>
        config.reply === 'digest' ? nextDigest(after, config, { zone, workdays }) : undefined,
      missed: 'run',
      upTo: LATEST,
      async run(ctx, { due }) {
        const end = due - DIGEST_DELAY
        for (const opening of closedAt(end, ctx.config, ctx)) {
          if (!(await isProlonged(ctx, opening, end))) await digest(ctx, opening)
        }
      },
    },
    lastCall: {
      at: (config, after, zone, workdays) => nextCall(after, config, { zone, workdays }),
      missed: 'run',
      upTo: LAST_CALL,
      async run(ctx, { due }) {
        const end = due + LAST_CALL
        for (const opening of calledAt(due, ctx.config, ctx)) {
          if (!(await isProlonged(ctx, opening, end))) await lastCall(ctx, opening, end)
        }
      },
    },
  },
  jobs: {
    digestAgain: {
      data: prolongedWindow,
      async run(ctx, { date, window, end, until, told }) {
        const outage = await outageOf(ctx.store, date)
        if (ctx.config.reply !== 'digest' || outage?.until[window] !== until) return
        // Those of the window itself were on a digest already: another one is for whoever came after it.
        await digest(ctx, { date, window }, told ? end : undefined)
      },
    },
    callAgain: {
      data: prolongedWindow,
      async run(ctx, { date, window, until }) {
        const outage = await outageOf(ctx.store, date)
        if (outage?.until[window] === until) await lastCall(ctx, { date, window }, until)
      },
    },
  },
})

/** Whether a window that would end now stays open: then all this comes later. */
async function isProlonged(ctx: In, { date, window }: Opening, end: Millis): Promise<boolean> {
  const until = (await outageOf(ctx.store, date))?.until[window]
  return until !== undefined && until > end
}

/** One message for everybody who came, if anybody did; with `since`, if anybody came from then on. */
async function digest(ctx: In, { window, date }: Opening, since?: Millis): Promise<void> {
  const histories = await historiesOf(ctx.store, presentIn(ctx), monthsBack(date, 1))
  const came = [...histories].flatMap(([key, history]) => {
    const at = cameAt(history, { window, date })
    return at === undefined ? [] : [{ key, at }]
  })
  if (!came.some(({ at }) => since === undefined || at >= since)) return
  const keys = came.map(({ key }) => key)
  const messages = await messagesOf(ctx.store, { window, date }, keys)
  // Web WeChat's times are whole seconds; within one the message ids, which grow, tell who was first.
  const { compare } = inOrder
  came.sort((a, b) => a.at - b.at || compare(messages.get(a.key) ?? '', messages.get(b.key) ?? ''))
  const streaks = await streaksOf(ctx, keys, date)
  const people = came.map(({ key }) => ({ name: ctx.member(key).name, streak: streaks.get(key) ?? 0 }))
  // What is due in quiet hours, or over the room's share of the day, is read later.
  const day = dayOf(ctx, ctx.unaskedFrom() - DIGEST_DELAY) === date ? undefined : dayText(ctx.text, date)
  const list = digestText(ctx.text, { window, day, people })
  // Once a week those who only read are told how to be on it.
  const isFirstOfWeek = weekdayOf(date) === 'mon'
  const text = isFirstOfWeek ? `${list}\n${ctx.text('joinIn', { word: wordOf(ctx.config.words) })}` : list
  await ctx.say(text, { id: `digest|${date}|${window}`, manner: 'unasked' })
}

/** A word to the regulars who are still missing and were not told before; none when nobody is, or when nobody would read it in time. */
async function lastCall(ctx: In, { window, date }: Opening, end: Millis): Promise<void> {
  const minutes = Math.round((end - ctx.now()) / 60_000)
  if (minutes < 1 || (ctx.quietUntil() ?? 0) >= end || ctx.unaskedLeft() <= SPARED) return
  const days = openDaysBefore(date, REGULAR, ctx.config, ctx)
  const months = [...new Set([date, ...days].map(day => day.slice(0, 7)))]
  const histories = await historiesOf(ctx.store, presentIn(ctx), months)
  const leaves = await rangesOf(ctx, [...histories.keys()])
  const named = await namedIn(ctx.store, window)
  const missing = [...histories].flatMap(([key, history]) => {
    const last = days.find(day => cameAt(history, { window, date: day }) !== undefined)
    // Whoever was named and did not come knows; he is named again when he has come in between.
    const called = named.get(key)
    const isNew = called === undefined || called === date || (last !== undefined && last >= called)
    return last !== undefined &&
      isNew &&
      cameAt(history, { window, date }) === undefined &&
      !holds(leaves.get(key) ?? [], date)
      ? [key]
      : []
  })
  if (missing.length === 0) return
  const streaks = await streaksOf(ctx, missing, date)
  missing.sort((a, b) => (streaks.get(b) ?? 0) - (streaks.get(a) ?? 0))
  await noteNamed(ctx.store, missing.slice(0, MISSED), { window, date })
  const names = missing.map(key => ctx.member(key).name)
  const text = callText(ctx.text, { window, minutes, names, words: ctx.config.words })
  await ctx.say(text, { id: `call|${date}|${window}`, manner: 'unasked', expires: end })
}

function presentIn(ctx: In): MemberKey[] {
  return ctx.members().map(({ key }) => key)
}

/** When he came in that window of that day; a makeup is no coming. */
function cameAt({ lines }: History, { window, date }: Opening): Millis | undefined {
  return lines.get(date)?.find(line => line.window === window)?.at
}

const inOrder = new Intl.Collator('en', { numeric: true })
