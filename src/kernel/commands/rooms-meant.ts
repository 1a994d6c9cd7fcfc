import { atLeast, type Role } from '../../domain/roles.js'
import type { CommandCtx, Ctx } from '../given.js'

// Which room somebody means who has several: asked in private there is no room around the words.

/** The kept rooms in which the caller is at least this, and in which the plugin is not switched off; in the config's order. */
export function roomsOfCaller<Config>(ctx: CommandCtx<Config>, least: Role): Ctx<Config>[] {
  return ctx
    .rooms()
    .map(({ key }) => ctx.at(key))
    .filter(at => at.mode !== 'off' && atLeast(at.member(ctx.caller.key).role, least))
}

/**
 * The rooms called what somebody typed: their whole name or key, else those whose name holds it (`2群`). Width, case,
 * blanks and quotation marks make no difference.
 */
export function roomsCalled<Config>(rooms: readonly Ctx<Config>[], typed: string): Ctx<Config>[] {
  const wanted = bare(typed)
  const called = ({ room }: Ctx<Config>) => [room.topic, room.name, room.key].map(bare)
  const exact = rooms.filter(at => called(at).includes(wanted))
  if (exact.length > 0 || wanted === '') return exact
  return rooms.filter(at => called(at).some(name => name.includes(wanted)))
}

function bare(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s「」『』“”"']/g, '')
}
