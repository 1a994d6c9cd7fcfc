import { addDays, dateOf, type MemberKey, type Millis } from '../../../src/kernel/plugin.js'
import { type In, isFirstRoom, membersOf, placeName, roomNames, roomsOf } from '../people.js'
import { type Evidence, type Guess, guessesOf } from './guess.js'
import { noteGuess, partsOf } from './records.js'

const DAY: Millis = 86_400_000
const MONTH = 30
/** Who talks with whom is known for the last days alone. */
const WEEK = 6
/** At most so many guesses at once. */
const MOST = 5
/** The same guess is not made again within this time: silence is an answer too. */
const AGAIN: Millis = 90 * DAY

/** Tells the owner alone who may play which part. Nothing comes of it but what he orders. */
export async function suggest(ctx: In, due: Millis): Promise<void> {
  const [owner] = ctx.staff('owner')
  if (ctx.config.roles.suggest === 'off' || ctx.mode === 'observe' || owner === undefined || !isFirstRoom(ctx)) return
  // Who is no friend could only be told in the room: rather nobody is.
  if (!(await ctx.isFriend(owner))) return
  const parts = await partsOf(ctx.lasting, ctx.community)
  const evidence = (await evidenceOf(ctx)).filter(({ member }) => parts.get(member)?.tag === undefined)
  const isFresh = ({ member, role }: Guess) => {
    const last = parts.get(member)?.guess
    return last === undefined || last.at === due || last.role !== role || due - last.at >= AGAIN
  }
  const all = guessesOf(evidence, { names: ctx.config.roles.names, most: Number.POSITIVE_INFINITY })
  const guesses = all.filter(isFresh).slice(0, MOST)
  if (guesses.length === 0) return
  for (const { member, role } of guesses) await noteGuess(ctx.lasting, ctx.community, member, { role, at: due })
  // Somebody of the room next door is called what he is called there.
  const [members, roomOf] = [membersOf(ctx), roomNames(ctx)]
  const nameOf = (member: MemberKey) => (members.get(member) ?? ctx.member(member)).name
  const lines = guesses.map(({ member, role, why, values }) => {
    const room = roomOf(member)
    const said = { name: nameOf(member), role, why: ctx.text(`role.why.${why}`, values) }
    return room === undefined ? ctx.text('role.guess', said) : ctx.text('role.guessIn', { ...said, room })
  })
  const [{ member: first, role } = { member: owner, role: '' }] = guesses
  const example = `/角色 @${nameOf(first)} ${role}`
  const text = ctx.text('role.suggest', { place: placeName(ctx), list: lines.join('\n'), example })
  await ctx.dm(owner, text, { id: 'guesses' })
}

/** What the books tell of everybody who is on his way here. */
async function evidenceOf(ctx: In): Promise<Evidence[]> {
  const members = membersOf(ctx)
  const today = dateOf(ctx.now(), ctx.zone)
  const rooms = roomsOf(ctx)
  const dates = Array.from({ length: WEEK }, (_, back) => addDays(today, -back))
  const [counts, talk, entries] = await Promise.all([
    Promise.all(rooms.map(({ room }) => ctx.books.activity.countsOf(room.key, addDays(today, -MONTH), today))),
    Promise.all(rooms.flatMap(({ room }) => dates.map(date => ctx.books.talk.of(room.key, date)))),
    Promise.all([...members.keys()].map(member => ctx.books.points.entries(ctx.community, member))),
  ])
  const from = ctx.now() - MONTH * DAY
  const recent = entries.map(lines => lines.filter(({ at, points }) => at >= from && points > 0))
  const thanks = new Map<MemberKey, number>()
  for (const { cause } of recent.flat()) {
    const giver = thankerOf(cause)
    if (giver !== undefined) thanks.set(giver, (thanks.get(giver) ?? 0) + 1)
  }
  const sum = (maps: readonly ReadonlyMap<MemberKey, number>[], member: MemberKey) =>
    maps.reduce((all, map) => all + (map.get(member) ?? 0), 0)
  const started = talk.map(day => day.started)
  const answered = talk.map(day => day.answered)
  const partners = partnersOf(talk)
  return [...members.values()].map(({ key, memberSince }, index) => ({
    member: key,
    messages: sum(counts, key),
    organized: recent[index]?.filter(({ cause }) => organizing.test(cause)).length ?? 0,
    thanked: recent[index]?.filter(({ cause }) => thankerOf(cause) !== undefined).length ?? 0,
    thanks: thanks.get(key) ?? 0,
    started: sum(started, key),
    answered: sum(answered, key),
    partners: partners.get(key)?.size ?? 0,
    settled: memberSince <= from,
  }))
}

function partnersOf(talk: readonly { links: readonly { between: readonly [MemberKey, MemberKey] }[] }[]) {
  const partners = new Map<MemberKey, Set<MemberKey>>()
  const note = (one: MemberKey, other: MemberKey) => partners.set(one, (partners.get(one) ?? new Set()).add(other))
  for (const { between } of talk.flatMap(({ links }) => links)) {
    note(between[0], between[1])
    note(between[1], between[0])
  }
  return partners
}

// The lines of the ledger are known by their causes (plugins/topics, plugins/admission, plugins/points).
const organizing = /^(?:topic\|.*\|(?:host|minutes)|greet\|.*)$/

function thankerOf(cause: string): MemberKey | undefined {
  return /^thanks\|([^|]+)\|/.exec(cause)?.[1]
}
