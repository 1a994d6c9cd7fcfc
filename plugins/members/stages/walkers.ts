import type { MemberView } from '../../../src/kernel/plugin.js'
import { laddered } from '../config.js'
import { type In, lastSeen, membersOf, silentSince } from '../people.js'
import { rowOf } from '../rows.js'
import type { Walker } from './funnel.js'
import { noPath, pathsIn } from './records.js'
import { deedsOf, type Move, wayOf } from './way.js'

/** One member's way, from the books. */
export async function wayOfMember(ctx: In, member: MemberView): Promise<Move[]> {
  const [paths, last, entries] = await Promise.all([
    pathsIn(ctx.lasting).all(),
    ctx.books.activity.lastOf(
      member.key,
      ctx.rooms(ctx.community).map(({ key }) => key),
    ),
    ctx.books.points.entries(ctx.community, member.key),
  ])
  const path = paths.get(rowOf(ctx.community, member.key)) ?? noPath
  return wayOf(
    laddered(ctx.config.stages),
    member.memberSince,
    deedsOf(path, { last, entries, zone: ctx.zone }),
    path.hands,
  )
}

/** Everybody's way; two round trips to Redis, side by side for all. */
export async function walkersOf(ctx: In): Promise<Walker[]> {
  const stages = laddered(ctx.config.stages)
  const members = [...membersOf(ctx).values()]
  const [paths, last, since, entries] = await Promise.all([
    pathsIn(ctx.lasting).all(),
    lastSeen(ctx),
    silentSince(ctx),
    Promise.all(members.map(({ key }) => ctx.books.points.entries(ctx.community, key))),
  ])
  return members.map((member, index) => {
    const { key } = member
    const path = paths.get(rowOf(ctx.community, key)) ?? noPath
    const seen = last.get(key)
    const way = wayOf(
      stages,
      member.memberSince,
      deedsOf(path, { last: seen, entries: entries[index] ?? [], zone: ctx.zone }),
      path.hands,
    )
    return {
      key,
      way,
      // Before words were counted nobody looked whether he wrote; and who has just moved on has not stopped.
      seen: Math.max(seen ?? since(member), way.at(-1)?.at ?? 0),
      away: ctx.books.absence.awayUntil(ctx.community, key, ctx.now()) !== undefined,
    }
  })
}
