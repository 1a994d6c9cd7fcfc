import type { MemberKey } from '../../domain/keys.js'
import type { Asking } from '../conversation/asked.js'
import type { House } from '../house.js'
import type { People } from '../people/people.js'
import { type Case, questionOf, remindsOnly } from './cases.js'

/** What was not decided by then is let go: silence is the harmless answer. */
export const PATIENCE = 24 * 3_600_000

/**
 * The question that a case puts to the staff. `aside` stands in for its text where that is logged: what people wrote is
 * not (law 8).
 */
export function questionAbout(opened: Case, house: House, people: People): Asking & { id: string; aside?: string } {
  const owners = opened.measure === 'owner'
  const impostor = opened.as === 'impostor'
  const said = excerpt(opened.evidence ?? '')
  const evidence = said === '' || impostor ? said : house.text('evidence', { text: said })
  const { number, name, reason } = opened
  const { name: topic } = people.room(opened.room)
  const question = (evidence: string) => house.text(lineOf(opened), { number, name, reason, topic, evidence })
  return {
    id: questionOf(opened),
    label: number,
    to: people.staff(opened.community, owners ? 'owner' : 'admin').filter((each: MemberKey) => each !== opened.member),
    text: question(evidence),
    ...(impostor ? {} : { aside: question('') }),
    options: remindsOnly(opened) ? ['放行', '提醒他'] : ['放过', '移出'],
    about: 'case',
    data: { number },
    expires: house.now() + PATIENCE,
  }
}

function lineOf(opened: Case): string {
  if (opened.as === 'impostor') return 'askImpostor'
  if (opened.as === 'stolen') return 'askStolen'
  if (remindsOnly(opened)) return 'askReminder'
  return opened.measure === 'owner' ? 'askOwner' : 'askRemoval'
}

function excerpt(text: string): string {
  const flat = text.replace(/\s+/g, ' ')
  return flat.length > 60 ? `${flat.slice(0, 60)}…` : flat
}
