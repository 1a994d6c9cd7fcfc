/**
 * All that a plugin sees of the house. A plugin imports this file alone.
 *
 *     export default definePlugin({
 *       name: 'hello',
 *       config: z.strictObject({ word: z.string().default('你好').describe('what it answers') }),
 *       texts: { 'zh-CN': { hello: '{word}，{name}' }, en: { hello: '{word}, {name}' } },
 *       commands: [
 *         {
 *           names: ['问好', 'hello'], who: 'member', in: 'room', help: '打个招呼',
 *           run: ctx => ctx.reply(ctx.text('hello', { word: ctx.config.word, name: ctx.caller.name })),
 *         },
 *       ],
 *     })
 */
import type { z } from 'zod'
import type { Plugin, PluginSpec } from './contract.js'
import { forgetTypes, joinParts } from './parts.js'

/** Makes a plugin of its parts; config, arguments, jobs and sagas infer the types that handlers see. */
export function definePlugin<
  Schema extends z.ZodObject,
  CommandArgs extends readonly unknown[],
  Jobs extends Record<string, unknown> = Record<never, never>,
  Sagas extends Record<string, unknown> = Record<never, never>,
>(spec: PluginSpec<Schema, CommandArgs, Jobs, Sagas>): Plugin {
  const own = forgetTypes(spec)
  return { name: spec.name, config: spec.config, ...(spec.parts ? joinParts([own, ...spec.parts]) : own) }
}

// Libraries that plugins share with the house.
export { AhoCorasick } from '@monyone/aho-corasick/fast'
export { RE2JS } from 're2js'
export { z } from 'zod'
export { conflict, eitherOr, holdsSettings, withAdvice } from '../config/file-rules.js'
export { both } from '../config/problems.js'
export {
  count,
  cron,
  day,
  duration,
  endOfDay,
  section,
  share,
  timeOfDay,
  timeWindow,
} from '../config/scalars.js'
export { mergeTrees } from '../config/tree.js'
export { wayInto } from '../domain/actions.js'
export { type Board, type Calendar, calendarText, type DayMark, markSigns } from '../domain/board.js'
export { addDays, clockOf, dateOf, daysBetween, nextTime, timeOn, type Weekday, weekdayOf } from '../domain/calendar.js'
export { everyCron, nextCron } from '../domain/cron.js'
export { parseDuration, sayDuration } from '../domain/durations.js'
export { type AwayEvent, FRESH, type MessageEvent, type Millis } from '../domain/events.js'
export { BOT, type MemberKey, type RoomKey } from '../domain/keys.js'
export { authoredText, type MessagePart } from '../domain/parts.js'
export { quietUntil } from '../domain/quiet.js'
export { atLeast, type Role } from '../domain/roles.js'
export { drawSecret, sha256 } from '../domain/secrets.js'
export type { Check, Verdict } from '../domain/verdict.js'
export { TABLE_DUE, type Workdays } from '../domain/workdays.js'
export type { Canonical } from '../text/canonical.js'
export { canonical, evidence } from '../text/canonical.js'
export { type Contact, findContacts } from '../text/contacts.js'
export { readCsv } from '../text/csv.js'
export { plainLine, safeExcerpt } from '../text/names.js'
export { nearest } from '../text/nearest.js'
export { alternativesOf, possible } from '../text/possible.js'
export { simplify } from '../text/simplify.js'
export { type NoTime, readTime, spanOfTime, type TypedTime } from '../text/times.js'
export { dataBeside } from './beside.js'
export type { Books } from './books/books.js'
export type { Case } from './cases/cases.js'
export * from './commands/arguments.js'
export { roomsCalled, roomsOfCaller } from './commands/rooms-meant.js'
export { ctxWith } from './context.js'
export type { Passed, Plugin } from './contract.js'
export type { Accusation } from './conversation/asked.js'
export type { CommandCtx, Ctx, LaidValue, MemberView, RoomView } from './given.js'
export { definePart } from './parts.js'
export { noteRead, type Remembered, readOnce, remembered } from './remembered.js'
export type { Store } from './store.js'
