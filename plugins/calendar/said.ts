import { addDays, type Ctx, sha256 } from '../../src/kernel/plugin.js'
import type { Told } from './moments.js'

// What was said of which date: an entry is said once, also when it was moved to a later time or called otherwise since.

/** `said` hash date → names and hashes of texts, with what was said of them; the last 40 days. */
const saidOf = (ctx: Pick<Ctx, 'store'>) => ctx.store.hash<string[]>('said')

const KEEP_DAYS = 40

/** Of these, what nobody was told yet. */
export async function untold(ctx: Pick<Ctx, 'store'>, told: readonly Told[]): Promise<Told[]> {
  const known = await saidOf(ctx).all()
  return told.filter(each => !keysOf(each).some(key => known.get(each.date)?.includes(key)))
}

/** These were said. */
export async function noteSaid(ctx: Pick<Ctx, 'store'>, told: readonly Told[]): Promise<void> {
  const said = saidOf(ctx)
  for (const each of told) {
    await said.update(each.date, known => [...new Set([...(known ?? []), ...keysOf(each)])])
  }
  const newest = told.map(({ date }) => date).sort()[0]
  if (newest === undefined) return
  const old = [...(await said.all()).keys()].filter(date => date < addDays(newest, -KEEP_DAYS))
  for (const date of old) await said.delete(date)
}

function keysOf({ of, kind }: Told): string[] {
  const name = of.born === undefined ? of.name : `born ${of.born}`
  return [`${kind}|${name}`, ...(of.text === '' ? [] : [`${kind}|#${sha256(of.text).slice(0, 12)}`])]
}
