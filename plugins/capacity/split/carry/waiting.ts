import type { Millis } from '../../../../src/kernel/plugin.js'
import type { SplitState } from '../state.js'
import { needsLeader } from './leading.js'
import type { Facts } from './next.js'
import { toBringIn } from './opening.js'
import { missingSeeds, patienceEnds } from './seeds.js'

/** Why it waits for something other than people's answers, as the key of a line. */
export function waitsFor(state: SplitState, facts: Facts): SplitState['waits'] {
  const founding = state.founding
  const line = (key: string, values: Record<string, string | number> = {}) => ({ line: key, values })
  if (state.paused) return line('carryPaused')
  if (needsLeader(state, facts)) return line('carryNobodyLeads')
  if (!facts.kept) {
    if (state.prepared) return line('carryRoomGone')
    if (founding?.is === 'held')
      return line(founding.code === 'paced' ? 'carryCreatePaced' : 'carryCreateHeld', { until: founding.until ?? 0 })
    if (founding?.is === 'refused') return line('carryCreateRefused')
    if (founding?.is === 'unseen') return line('carryCreateUnseen', { key: state.to ?? '' })
    if (founding?.is === 'short') return line('carryTwoFriends')
    if (founding !== undefined) return line('carryCreating')
  }
  const missing = missingSeeds(state, facts)
  if (missing > 0) return line('carryMissing', { count: missing })
  if (facts.kept && facts.space <= 0 && toBringIn(state, facts).length > 0) return line('carryFull')
  if (state.resting !== undefined && state.resting > facts.now) return line('carryResting', { until: state.resting })
  return undefined
}

/** When it is to be asked again even if nothing happens, besides the hours of the day. */
export function wakesAt(state: SplitState, { now, expires }: Facts): Millis[] {
  const times = Object.values(state.people).flatMap(({ step, since, unsure }) => [
    ...(['asked', 'unreachable', 'invited'].includes(step) ? [since + expires] : []),
    ...(unsure === undefined ? [] : [unsure + expires]),
  ])
  times.push(...patienceEnds(state))
  if (state.leadSince !== undefined) times.push(state.leadSince + expires)
  return times.filter(at => at > now)
}
