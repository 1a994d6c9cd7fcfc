import { type Ctx, safeExcerpt } from '../../src/kernel/plugin.js'

/** Characters of a room's name that are printed. */
const LONGEST = 20

/** What a room is called: any member may have renamed it, so an advertisement is printed as its key. */
export function roomName({ room }: Pick<Ctx, 'room'>): string {
  return safeExcerpt(room.topic, LONGEST) ?? room.key
}
