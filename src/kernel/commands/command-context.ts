import { FRESH, type MessageEvent } from '../../domain/events.js'
import { isOneLine } from '../../domain/quiet.js'
import { contextOf, ctxWith } from '../context.js'
import type { SayOptions } from '../conversation/asked.js'
import type { CommandCtx } from '../given.js'
import { type ContextParts, type Occasion, passed } from '../ground.js'

/** What a command's context is before the desk runs the command: that adds what belongs to the run. */
export type CalledCtx = Omit<CommandCtx, 'whichOf' | 'decline' | 'concerns'>

/** A context of a command: it knows who asked, and answers where he asked. */
export function commandContextOf(parts: ContextParts, occasion: Occasion, message: MessageEvent): CalledCtx {
  const { house, people, replies: road } = parts
  const ctx = contextOf(parts, { ...occasion, part: 'command' })
  const asked = { to: message.member, ...(message.room === undefined ? {} : { room: message.room }) }
  const caller = people.view(message.member, occasion.room)
  const inPrivate = message.room === undefined
  let replies = 0
  const reply = async (text: string, options?: SayOptions) => {
    if (house.now() - message.sentAt > FRESH) return
    // At night a long answer is for the asker alone.
    if (!inPrivate && caller.friend && !isOneLine(text) && ctx.quietUntil() !== undefined) return privately(text)
    const id = `${message.id}|${options?.id ?? `reply${replies++}`}`
    const action = inPrivate
      ? ({ act: 'dm', member: message.member, text } as const)
      : ({
          act: 'say',
          room: occasion.room,
          text,
          ...(options?.mentions ? { mentions: options.mentions } : {}),
        } as const)
    await road.post({ id, origin: occasion.plugin.name, action, ...passed(options) }, asked)
  }
  const privately = async (text: string) => {
    const action = { act: 'dm', member: message.member, text } as const
    // At once: a crash between them would leave the room without a word.
    await Promise.all([
      road.post({ id: `${message.id}|whisper`, origin: occasion.plugin.name, action }, asked),
      reply(house.text('whispered', { name: caller.name })),
    ])
  }
  return ctxWith(ctx, {
    caller,
    message,
    private: inPrivate,
    reply,
    async whisper(text: string, short?: string) {
      if (inPrivate) return reply(text)
      return caller.friend ? privately(text) : reply(short ?? text)
    },
  })
}
