import type { Ctx, MemberKey, Store } from '../../../src/kernel/plugin.js'
import { joinRanges, type Range } from './ranges.js'

/** Community → when he was or will be on leave: `2030-01-07..2030-01-09`. */
type Leaves = Readonly<Record<string, readonly string[]>>

/** `leave` hash member → Leaves, for the whole account: on leave is on leave in every room. Until the person is erased. */
const leavesOf = (store: Store) => store.at('account').hash<Leaves>('leave')

/** What somebody asked for is no trial's record. */
type Here = Pick<Ctx, 'lasting' | 'community'>

/** The leaves of these people in this community, in one round trip. */
export async function rangesOf(
  { lasting: store, community }: Here,
  members: readonly MemberKey[],
): Promise<Map<MemberKey, Range[]>> {
  const found = members.length === 0 ? [] : await store.redis.hmget(leavesOf(store).key, ...members)
  return new Map(
    members.flatMap((member, index) => {
      const text = found[index]
      return text ? [[member, read(JSON.parse(text) as Leaves, community)] as const] : []
    }),
  )
}

/** Changes the leaves of one person in one step, and tells what they are then. */
export async function changeRanges(
  { lasting: store, community }: Here,
  member: MemberKey,
  change: (known: Range[]) => readonly Range[],
): Promise<Range[]> {
  const leaves = await leavesOf(store).update(member, (known = {}) => {
    const { [community]: _, ...others } = known
    const ranges = write(change(read(known, community)))
    if (ranges.length > 0) return { ...others, [community]: ranges }
    return Object.keys(others).length > 0 ? others : undefined
  })
  return read(leaves ?? {}, community)
}

export const leavesOfPeople = {
  async merge(store: Store, from: MemberKey, into: MemberKey): Promise<void> {
    const his = await leavesOf(store).get(from)
    if (!his) return
    await leavesOf(store).update(into, (known = {}) => ({
      ...known,
      ...Object.fromEntries(
        Object.keys(his).map(community => [
          community,
          write(joinRanges([...read(known, community), ...read(his, community)])),
        ]),
      ),
    }))
    await leavesOf(store).delete(from)
  },
  async export(store: Store, member: MemberKey): Promise<unknown> {
    const leaves = await leavesOf(store).get(member)
    return leaves && { leaves }
  },
  async erase(store: Store, member: MemberKey): Promise<void> {
    await leavesOf(store).delete(member)
  },
}

function read(leaves: Leaves, community: string): Range[] {
  return (leaves[community] ?? []).map(range => {
    const [from = '', to = from] = range.split('..')
    return { from, to }
  })
}

function write(ranges: readonly Range[]): string[] {
  return ranges.map(({ from, to }) => `${from}..${to}`)
}
