import { type MemberKey, type Millis, plainLine, safeExcerpt } from '../../../src/kernel/plugin.js'
import { askForHost } from '../hosts/roster.js'
import { addTopic, allTopics, type In, overlapping, type Topic } from '../topic.js'
import { schedule } from './schedule.js'
import { whenText } from './wording.js'

/** What somebody wants to be talked about, and when. */
export interface Plan {
  title: string
  kind: Topic['kind']
  start: Millis
  end: Millis
  by: MemberKey
  host?: MemberKey
  proposedBy?: MemberKey
  guide?: readonly string[]
  guest?: string
}

/** Why a plan cannot be; `text` says it in the chat. */
export type Planned = { ok: true; topic: Topic } | { ok: false; text: string }

const DAY: Millis = 86_400_000
const YEAR: Millis = 366 * DAY
/** Characters of a title: one line on a phone, with its time behind it. */
const LONGEST_TITLE = 40
/** Questions to start from, and the characters of each. */
const MOST_QUESTIONS = 5
const LONGEST_QUESTION = 100

/**
 * Puts a topic on the calendar and sets everything that happens at a time of its own, once for the context's cause.
 * Refused, with a sentence for the chat: where the plugin only observes; times that are past or the wrong way round, longer than a day, an hour that is
 * taken, a title that cannot be printed. A topic without a host is handed to the roster of hosts.
 */
export async function planTopic(ctx: In, plan: Plan): Promise<Planned> {
  const { kind, by, host, start, end } = plan
  const known = (await allTopics(ctx.store)).find(({ cause }) => cause === ctx.cause)
  if (known) return setUp(ctx, known)
  // Nothing of it would ever be said.
  if (ctx.mode === 'observe') return { ok: false, text: ctx.text('evening.observing') }
  const times = await timesFit(ctx, plan)
  if (times !== undefined) return { ok: false, text: times }
  const title = readTitle(plan.title)
  if ('wrong' in title) return { ok: false, text: ctx.text(`evening.title.${title.wrong}`, { most: LONGEST_TITLE }) }
  const guide = readGuide(plan.guide ?? [])
  if (guide === undefined) return { ok: false, text: ctx.text('evening.guide.contact') }
  const guest = plan.guest === undefined ? undefined : plainLine(plan.guest, LONGEST_TITLE)
  const topic = await addTopic(ctx.store, ctx.cause, {
    title: title.title,
    kind,
    start,
    end,
    by,
    guide,
    createdAt: ctx.now(),
    ...(host === undefined ? {} : { host }),
    ...(guest === undefined ? {} : { guest }),
    ...(plan.proposedBy === undefined ? {} : { proposedBy: plan.proposedBy }),
  })
  return setUp(ctx, topic)
}

async function setUp(ctx: In, topic: Topic): Promise<Planned> {
  await schedule(ctx, topic)
  if (topic.host === undefined) await askForHost(ctx, topic)
  return { ok: true, topic }
}

/** A sentence about what is wrong with an hour, if something is. `but` is the topic that is to be moved there. */
export async function timesFit(
  ctx: In,
  { start, end }: { start: Millis; end: Millis },
  but?: string,
): Promise<string | undefined> {
  const now = ctx.now()
  if (end <= start) return ctx.text('evening.backwards')
  if (start <= now) return ctx.text('evening.past', { when: whenText(ctx, { start, end }) })
  if (end - start > DAY) return ctx.text('evening.tooLong')
  if (start > now + YEAR) return ctx.text('evening.tooFar')
  const taken = overlapping(await allTopics(ctx.store), { start, end }, but)
  if (!taken) return undefined
  return ctx.text('evening.taken', { id: taken.id, title: taken.title, when: whenText(ctx, taken) })
}

/** A title as it is printed, or what is wrong with it. */
export function readTitle(text: string): { title: string } | { wrong: 'none' | 'long' | 'contact' | 'call' | 'lines' } {
  const trimmed = text.trim()
  if (trimmed === '') return { wrong: 'none' }
  if (/[\r\n\u2028\u2029]/.test(trimmed)) return { wrong: 'lines' }
  if ([...trimmed].length > LONGEST_TITLE) return { wrong: 'long' }
  if (/[@＠]/.test(trimmed)) return { wrong: 'call' }
  if (holdsContact(trimmed)) return { wrong: 'contact' }
  const title = plainLine(trimmed, LONGEST_TITLE)
  return title === '' ? { wrong: 'none' } : { title }
}

/** Questions to start from, one a line, as they are printed; undefined where one holds a contact. */
export function readGuide(lines: readonly string[]): string[] | undefined {
  const read = lines.map(line => line.replace(/^\s*(?:\d{1,2}\s*[.、．)）]|[-•·*]|[①-⑳])\s*/u, ''))
  if (read.some(holdsContact)) return undefined
  return read
    .map(line => plainLine(line, LONGEST_QUESTION))
    .filter(line => line !== '')
    .slice(0, MOST_QUESTIONS)
}

function holdsContact(text: string): boolean {
  return plainLine(text, LONGEST_QUESTION) !== '' && safeExcerpt(text, LONGEST_QUESTION) === undefined
}
