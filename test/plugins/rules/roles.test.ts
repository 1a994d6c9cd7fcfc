import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { admissionConfig } from '../../../plugins/admission/config.js'
import { measureFor } from '../../../plugins/rules/ads/ladder.js'
import { rulesConfig } from '../../../plugins/rules/config.js'
import { FLOOD, measureForFlood } from '../../../plugins/rules/flood/ladder.js'
import type { Case } from '../../../src/kernel/cases/cases.js'
import type { Accusation } from '../../../src/kernel/conversation/asked.js'
import type { MemberView } from '../../../src/kernel/given.js'

type Who = Pick<MemberView, 'role' | 'before' | 'joinedAt' | 'memberSince'>
type Measure = Accusation['measure']

const DAY = 86_400_000
const NOW = 100 * DAY
const { ads, nameCard } = rulesConfig.parse({})
const { inviteRight } = admissionConfig.parse({})

const said = { remove: 'removed', remind: 'reminded', warn: 'warned', admins: 'admins asked', owner: 'owner asked' }

/** What comes of the first, second and third time, told once where it stays the same. */
function told(measures: readonly (Measure | undefined)[]): string {
  const words = measures.map(measure => (measure === undefined ? 'nothing' : said[measure]))
  return words.filter((word, i) => word !== words[i - 1]).join(' → ')
}

function forAds(member: Who, verdict: 'ad' | 'suspect'): string {
  const { newcomer, strikes: limit } = ads
  return told([0, 1, 2].map(strikes => measureFor({ member, verdict, strikes, now: NOW, newcomer, limit })))
}

function forTalk(member: Who): string {
  const cases: Pick<Case, 'kind' | 'status' | 'measure' | 'openedAt'>[] = []
  const measures = [0, 1, 2].map(time => {
    const now = NOW + time * 60_000
    const measure = measureForFlood({ member, cases, now, window: ads.strikeWindow, mode: 'enforce' })
    if (measure) cases.push({ kind: FLOOD, status: 'done', measure, openedAt: now })
    return measure
  })
  return told(measures)
}

function row(member: Who): string[] {
  const exempt: readonly string[] = nameCard.exempt
  const invites: readonly string[] = inviteRight
  return [
    forAds(member, 'ad'),
    forAds(member, 'suspect'),
    forTalk(member),
    exempt.includes(member.role) ? 'nothing' : 'reminded',
    invites.includes(member.role) ? 'yes' : 'no',
  ]
}

const who = (days: number, role: Who['role'] = 'member'): Who => ({
  role,
  before: false,
  joinedAt: NOW - days * DAY,
  memberSince: NOW - days * DAY,
})

describe('docs/operations.md, who is treated how', () => {
  const lines = readFileSync('docs/operations.md', 'utf8').split('\n')
  const cells = (name: string) =>
    lines
      .find(line => line.startsWith(`| ${name} |`))
      ?.split('|')
      .slice(2, -1)
      .map(cell => cell.trim())

  it.each([
    ['newcomer', who(1)],
    ['member', who(10)],
    ['regular', who(30)],
    ['trusted', who(1, 'trusted')],
    ['core member (kol)', who(1, 'kol')],
    ['admin', who(1, 'admin')],
    ['owner', who(1, 'owner')],
  ] as const)('%s', (name, member) => {
    expect(cells(name)).toEqual(row(member))
  })
})
