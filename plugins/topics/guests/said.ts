import type { In, Topic } from '../topic.js'

/**
 * What stands behind a line to the room about a topic, besides: whose proposal it was, how one asks the guest something,
 * thanks to him. Empty where there is nothing of the kind.
 */
export function alsoSaid(ctx: In, { kind, guest, proposedBy }: Topic, where: 'announce' | 'open' | 'close'): string {
  if (kind === 'guest' && guest !== undefined) return ctx.text(`guest.also.${where}`, { guest })
  if (where !== 'announce' || proposedBy === undefined) return ''
  const { name, present } = ctx.member(proposedBy)
  return present ? ctx.text('pool.also', { name }) : ''
}
