import type { DoorCtx } from './doors.js'

type Values = Record<string, string | number>

/** Tells owner and admins in private; where none of them is a friend, the first of them by the ladder of `ctx.tell`. */
export function tellStaff(ctx: DoorCtx, line: string, values: Values, id: string): Promise<void> {
  return tell(ctx, 'admin', ctx.text(line, values), id)
}

/** Tells the owner alone. */
export function tellOwner(ctx: DoorCtx, line: string, values: Values, id: string): Promise<void> {
  return tell(ctx, 'owner', ctx.text(line, values), id)
}

async function tell(ctx: DoorCtx, role: 'admin' | 'owner', text: string, id: string): Promise<void> {
  const staff = ctx.staff(role)
  const friends = []
  for (const member of staff) if (await ctx.isFriend(member)) friends.push(member)
  for (const member of friends) await ctx.dm(member, text, { id: `${id}|${member}` })
  if (friends.length > 0) return
  const [first] = staff
  if (first !== undefined && ctx.member(first).present) await ctx.tell(first, text, { id })
  else ctx.alert(text)
}
