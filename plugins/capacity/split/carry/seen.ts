import type { MemberKey } from '../../../../src/kernel/plugin.js'
import type { Person, SplitState } from '../state.js'
import { doubtOf } from './doubt.js'
import { leadsNoMore } from './leading.js'
import type { Deed, Facts } from './next.js'

const DAY = 86_400_000

/** What happened by itself: somebody came in, is out, let his time pass, or cannot be told apart. */
export function seenOf(state: SplitState, facts: Facts): Deed | undefined {
  for (const [member, person] of Object.entries(state.people)) {
    const { step, since, moves } = person
    const doubt = doubtOf(member, person, facts)
    if (doubt) return doubt
    if (mayArrive.has(step) && facts.kept && facts.inNew(member)) return { do: 'mark', member, step: 'arrived' }
    if (step === 'arrived' && moves && facts.kept && !facts.inOld(member) && facts.inNew(member)) {
      return { do: 'mark', member, step: 'left' }
    }
    if (drops(state, member, facts)) return { do: 'drop', member }
    const late = since + facts.expires <= facts.now
    if (late && (step === 'asked' || step === 'unreachable' || step === 'invited')) {
      return { do: 'mark', member, step: 'expired' }
    }
  }
  const leader = leadsNoMore(state, facts)
  if (leader !== undefined) return { do: 'leads no more', member: leader }
  const { sending } = state
  // Its end was told to nobody: whatever it came to, it is nothing to wait for any more.
  if (sending && sending.at + facts.expires + DAY <= facts.now) return { do: 'give up', member: sending.member }
  return undefined
}

/**
 * Whoever has left the community has no part in it. A card that was sent stays his until its time is over, unless he was to
 * lead; and who wanted to be out of the old room has only been faster.
 */
function drops({ people, leader }: SplitState, member: MemberKey, facts: Facts): boolean {
  const person = people[member]
  if (!person || person.moves || facts.unsure(member) || !facts.gone(member)) return false
  return dropped.has(person.step) || (person.step === 'invited' && leader === member)
}

const dropped = new Set<Person['step']>(['planned', 'asked', 'unreachable', 'yes', 'both'])

const mayArrive = new Set<Person['step']>([
  'planned',
  'asked',
  'unreachable',
  'yes',
  'both',
  'invited',
  'expired',
  'failed',
])
