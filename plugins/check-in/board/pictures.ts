import type { Board, CommandCtx } from '../../../src/kernel/plugin.js'
import { firstToDo } from '../received.js'
import { type Config, dayOf } from '../standing.js'

/**
 * A picture beside the words that were just whispered, for friends alone, who are written to in private. WeChat locks
 * accounts that send many: one of a kind a person a day; the words say the same.
 */
export async function sendPicture(
  ctx: CommandCtx<Config>,
  kind: string,
  { name, content }: { name: string; content: Board },
): Promise<void> {
  const { caller, message } = ctx
  if (!caller.friend) return
  const day = dayOf(ctx, message.sentAt)
  const about = `picture-${kind}`
  if (
    (await firstToDo(ctx.store, { day, kind: 'told', member: caller.key, about, message: message.id })) !== message.id
  )
    return
  await ctx.act({ act: 'file', member: caller.key, name, content }, { id: about, manner: 'reply' })
}
