import { BOT, definePart, type MemberKey, wayInto, z } from '../../../src/kernel/plugin.js'
import { type Candidate, candidatesOf, doorStore } from '../candidates.js'
import { admissionConfig } from '../config.js'
import { barredUntil, type Door, type DoorCtx, doorsOf, isInside, namesOf } from './doors.js'
import { tellStaff } from './staff.js'
import { passGates } from './steps.js'
import { move, write } from './talk.js'
import { CARD_LASTS, hasSpace, isCrowded, lookForPlaces, positionOf, roomsFor, serve, takePlace } from './waiting.js'
import { namesFor, tellOfWaiting } from './waiting-list.js'

const HOUR = 3_600_000

/** From the word that somebody may come in to his being there: a place, a card, and what becomes of it. */
export const lettingInPart = definePart(admissionConfig, {
  on: {
    async joined(ctx, event) {
      const store = doorStore(ctx)
      for (const member of event.members) {
        if (member === BOT) continue
        const known = await candidatesOf(store).get(member)
        // The place here is let go by the house, behind all who look whose it was.
        if (known?.room !== undefined && known.room !== ctx.room.key) await ctx.books.seats.release(known.room, member)
        // Who was only brought in and has not passed the door has the gate before him.
        if (known?.community !== ctx.community || !['admitted', 'waiting', 'invited'].includes(known.standing)) continue
        const { asking: _, why: __, ...rest } = known
        await move(store, member, known, { ...rest, standing: 'in', since: ctx.now(), room: ctx.room.key })
      }
    },
    async left(ctx, event) {
      const store = doorStore(ctx)
      for (const member of event.members) {
        const known = await candidatesOf(store).get(member)
        if (known?.standing !== 'in' || known.community !== ctx.community || known.room !== ctx.room.key) continue
        const { room: _, cards: __, placedBy: ___, ...rest } = known
        await move(store, member, known, { ...rest, standing: 'out', since: ctx.now() })
      }
      await serve(ctx)
    },
    async configured(ctx) {
      // A cap was raised, or a room came out of another: those who waited for a place are there before anybody who comes
      // now. Once for all rooms of a community, each of which hears of it.
      const door = doorsOf(ctx).find(({ community }) => community === ctx.community)
      if (door?.ctx.room.key === ctx.room.key) await serve(ctx)
    },
    async settled(ctx, { action, outcome, code }) {
      if ((action.act !== 'invite' && action.act !== 'add') || outcome === 'done') return
      const store = doorStore(ctx)
      const { member, room } = action
      const known = await candidatesOf(store).get(member)
      if (known?.standing !== 'invited' || known.room !== room) return
      const place = ctx.at(room)
      if (outcome === 'unknown') return write(place, member, 'doorCardUnknown', { topic: place.room.name })
      if (!(await move(store, member, known, notUsed(known, ctx.now())))) return
      await ctx.books.seats.release(room, member)
      const values = { topic: place.room.name, name: ctx.member(member).name, code: code ?? '' }
      await write(place, member, 'doorCardFailed', values)
      await tellStaff(place, 'queueCardFailed', values, `card|${member}`)
      await serve(place)
    },
  },
  jobs: {
    'let-in': {
      data: z.object({ member: z.string() }),
      async run(ctx, { member }) {
        const candidate = await candidatesOf(doorStore(ctx)).get(member)
        const door = doorsOf(ctx).find(({ community }) => community === candidate?.community)
        if (!candidate || !door) return
        const mine = candidate.placedBy === ctx.cause
        if (candidate.standing === 'admitted') await findPlaceFor(ctx, door, member, candidate)
        else if (mine && candidate.standing === 'invited') await sendCard(door, member, candidate)
        else if (mine && candidate.standing === 'waiting') await tellWaiting(door, member, candidate)
      },
    },
    /** The place was kept long enough. */
    lapse: {
      data: z.object({ member: z.string(), until: z.number() }),
      async run(ctx, { member, until }) {
        const store = doorStore(ctx)
        const known = await candidatesOf(store).get(member)
        if (known?.standing !== 'invited' || known.until !== until) return
        if (!(await move(store, member, known, notUsed(known, ctx.now())))) return
        if (known.room !== undefined) await ctx.books.seats.release(known.room, member)
        const door = doorsOf(ctx).find(({ community }) => community === known.community)
        if (!door) return
        await write(door.ctx, member, 'doorCardLapsed', { names: namesOf(door) })
        await serve(door.ctx)
      },
    },
    places: { data: z.null(), run: ctx => serve(ctx) },
  },
})

/** His card was not used, or not sent: he may have another without saying the word again. */
function notUsed(candidate: Candidate, now: number): Candidate {
  const { room: _, until: __, asking: ___, ...rest } = candidate
  return { ...rest, standing: 'out', why: 'late', since: now }
}

async function findPlaceFor(ctx: DoorCtx, door: Door, member: MemberKey, candidate: Candidate): Promise<void> {
  const store = doorStore(ctx)
  const barred = barredUntil(door, member)
  if (barred === undefined && (await passGates(door, member, candidate)))
    return write(door.ctx, member, 'doorPassed', { names: namesOf(door) })
  if (barred !== undefined || isInside(door, member)) {
    const end = barred === undefined ? 'in' : 'out'
    if (!(await move(store, member, candidate, { ...candidate, standing: end, since: ctx.now() }))) return
    return barred === undefined
      ? write(door.ctx, member, 'doorAlreadyIn', { names: namesOf(door) })
      : write(door.ctx, member, 'doorBarred', { names: namesOf(door), date: barred })
  }
  if (!(await ctx.isFriend(member))) {
    // Nobody who is no friend can be invited. When he becomes one it goes on: see private.ts.
    const values = { name: ctx.member(member).name, names: namesOf(door) }
    return tellStaff(door.ctx, 'queueNoFriend', values, `no-friend|${member}`)
  }
  const { now } = ctx
  const from = candidate.asking ? now() : (ctx.quietUntil() ?? now())
  const until = from + CARD_LASTS
  const served = roomsFor(door, candidate.rooms).some(({ room }) =>
    ctx.books.seats.reserved(room.key, now()).includes(member),
  )
  // Who waits longer comes first; there may be places enough for all.
  if (!served && (await isCrowded(store, door, candidate))) await serve(door.ctx)
  const place =
    served || !(await isCrowded(store, door, candidate)) ? await takePlace(door, member, candidate, until) : undefined
  if (!place) {
    const next: Candidate = { ...candidate, standing: 'waiting', since: now(), placedBy: ctx.cause }
    if (!(await move(store, member, candidate, next))) return
    await tellWaiting(door, member, next)
    return lookForPlaces(door.ctx)
  }
  const next: Candidate = {
    ...candidate,
    standing: 'invited',
    since: now(),
    room: place.room.key,
    until,
    cards: (candidate.cards ?? 0) + 1,
    placedBy: ctx.cause,
  }
  if (!(await move(store, member, candidate, next))) return ctx.books.seats.release(place.room.key, member)
  await sendCard(door, member, next)
}

/** The word about it, and the card. Both carry the job's id: run again after a crash, they are sent once. */
async function sendCard(door: Door, member: MemberKey, candidate: Candidate): Promise<void> {
  const place = door.rooms.find(({ room }) => room.key === candidate.room)
  const { until } = candidate
  if (!place || until === undefined) return
  const manner = candidate.asking ? 'reply' : 'notice'
  const act = wayInto(place.room.size)
  const { rules } = place.config
  const first = roomsFor(door, candidate.rooms)[0] ?? place
  const line = act === 'add' ? 'doorAdding' : 'doorCard'
  const text = [
    first.room.key === place.room.key || hasSpace(first)
      ? ''
      : place.text('doorFull', { topic: first.room.name, count: first.room.size, other: place.room.name }),
    place.text(line, { topic: place.room.name, hours: CARD_LASTS / HOUR }),
    // Whom the rules were put to has read them.
    rules.text === '' || rules.consent ? '' : place.text('doorRulesToo', { rules: rules.text }),
  ]
  await place.dm(member, text.filter(part => part !== '').join('\n'), { id: 'door|card', manner })
  await place.act({ act, room: place.room.key, member }, { id: `door|place|${member}`, manner, expires: until })
  await door.ctx.later('lapse', { member, until }, until, { id: `lapse|${member}` })
}

async function tellWaiting(door: Door, member: MemberKey, candidate: Candidate): Promise<void> {
  const { ctx } = door
  const position = (await positionOf(doorStore(ctx), member)) ?? 1
  const names = namesFor(door, candidate)
  await ctx.dm(member, ctx.text('doorWaiting', { names, position }), { id: 'door|waiting', manner: 'reply' })
  await tellOfWaiting(door, member, { names, position })
}
