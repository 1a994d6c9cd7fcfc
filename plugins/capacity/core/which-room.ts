import type { CommandCtx } from '../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../config.js'
import type { In } from './letting-in.js'
import { hasCorePreset, isCore } from './seats.js'

/** The core group of this community: this room, else one by its preset, else one that has seats. */
export async function coreOf(ctx: CommandCtx<CapacityConfig>): Promise<In | undefined> {
  const rooms = ctx
    .rooms()
    .filter(({ community }) => community === ctx.community)
    .map(({ key }) => ctx.at(key))
    .filter(at => at.mode !== 'off')
  const byPreset = rooms.filter(hasCorePreset)
  const seated: In[] = []
  for (const at of rooms) if (await isCore(at)) seated.push(at)
  const mine = (list: readonly In[]) => list.find(at => !ctx.private && at.room.key === ctx.room.key) ?? list[0]
  return mine(byPreset) ?? mine(seated)
}
