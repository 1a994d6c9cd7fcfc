import type { Ctx, MemberKey } from '../../../src/kernel/plugin.js'
import type { CardReader } from './reader.js'

export type AcrossRooms = Pick<Ctx, 'room' | 'community' | 'rooms' | 'at' | 'member'>

/**
 * His card in another room of the community, where it is one that is right here too. Undefined for somebody who has none,
 * and for whoever cannot be told apart just now: it may be another's.
 */
export function cardElsewhere(ctx: AcrossRooms, reader: CardReader, member: MemberKey): string | undefined {
  if (ctx.member(member).unsure) return undefined
  const others = ctx.rooms(ctx.community).filter(({ key }) => key !== ctx.room.key)
  for (const { key } of others) {
    const { present, card } = ctx.at(key).member(member)
    const reading = present ? reader.read(card) : undefined
    if (reading?.ok) return reading.card
  }
  return undefined
}
