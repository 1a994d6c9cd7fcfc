import { type Ctx, dateOf, type MemberKey } from '../../../src/kernel/plugin.js'
import { doorStore } from '../candidates.js'
import type { AdmissionConfig } from '../config.js'
import { isGated } from '../gate/passing.js'
import { isAlive } from './phrase.js'
import { timesUsed } from './uses.js'

export type DoorCtx = Ctx<AdmissionConfig>

/** The way into one community: its rooms in the order of their keys; the first one's config holds where they differ. */
export interface Door {
  community: string
  ctx: DoorCtx
  rooms: readonly DoorCtx[]
}

/** Every community whose door the bot keeps now: where admission only looks on or is off, nobody is let in. */
export function doorsOf(ctx: DoorCtx): Door[] {
  const byCommunity = new Map<string, DoorCtx[]>()
  for (const { key, community } of ctx.rooms()) {
    const room = ctx.at(key)
    if (room.mode !== 'enforce' && room.mode !== 'ask') continue
    byCommunity.set(community, [...(byCommunity.get(community) ?? []), room])
  }
  return [...byCommunity].flatMap(([community, rooms]) => {
    const [first] = rooms
    return first ? [{ community, ctx: first, rooms }] : []
  })
}

/** Whether he is in one of its rooms, be it that he has yet to pass the gate there. */
export function isInside({ rooms }: Door, member: MemberKey): boolean {
  return rooms.some(room => room.member(member).present)
}

/** The rooms in which he sits and has yet to pass the gate. */
export async function gatedIn({ rooms }: Door, member: MemberKey): Promise<DoorCtx[]> {
  const found: DoorCtx[] = []
  for (const room of rooms) if (room.member(member).present && (await isGated(room, member))) found.push(room)
  return found
}

/** Whether the key is still to be asked of him: he is in none of its rooms, or at the gate of one. */
export async function isBefore(door: Door, member: MemberKey): Promise<boolean> {
  return !isInside(door, member) || (await gatedIn(door, member)).length > 0
}

/** The gate as it is now: passphrases without one left alive are no gate that anybody could pass, so the admins decide. */
export function gateOf({ ctx, rooms }: Door): AdmissionConfig['mode'] {
  const { mode } = ctx.config
  if (mode !== 'passphrase') return mode
  const alive = rooms.some(({ config }) => config.passphrases.some(phrase => isAlive(phrase, ctx.now(), ctx.zone)))
  return alive ? 'passphrase' : 'approval'
}

/** Whether every passphrase that is still good has been used as often as it may be: then too the admins decide. */
export async function isUsedUp({ community, ctx, rooms }: Door): Promise<boolean> {
  for (const { config } of rooms) {
    for (const phrase of config.passphrases) {
      if (!isAlive(phrase, ctx.now(), ctx.zone)) continue
      if (phrase.maxUses === 0 || (await timesUsed(doorStore(ctx), community, phrase.text)) < phrase.maxUses)
        return false
    }
  }
  return true
}

/** True where a word or a code opens the door, so that every text is a try. */
export function takesWords(door: Door): boolean {
  return ['passphrase', 'invite', 'ticket'].includes(gateOf(door))
}

/** Until which day he is barred from a community, if he is. */
export function barredUntil({ ctx, community }: Door, member: MemberKey): string | undefined {
  const until = ctx.books.blocks.blockedUntil(community, member, ctx.now())
  return until === undefined ? undefined : dateOf(until, ctx.zone)
}

/** What the community's rooms are called, at most three: 「夜跑1群」「夜跑2群」. */
export function namesOf({ rooms }: Door): string {
  return rooms
    .slice(0, 3)
    .map(({ room }) => `「${room.name}」`)
    .join('')
}

/** How many tries a day somebody has who stands before these doors: the fewest that one of them allows; 0: no limit. */
export function triesADay(doors: readonly Door[]): number {
  const limits = doors.map(({ ctx }) => ctx.config.attemptsPerDay).filter(limit => limit > 0)
  return limits.length === 0 ? 0 : Math.min(...limits)
}
