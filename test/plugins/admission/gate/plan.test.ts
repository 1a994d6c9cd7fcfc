import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  anew,
  dueOf,
  graceOf,
  reminded,
  timeLeft,
  told,
  unsure,
  untold,
} from '../../../../plugins/admission/gate/plan.js'
import type { Gate } from '../../../../plugins/admission/gate/records.js'
import { awakeAfter, quietUntil } from '../../../../src/domain/quiet.js'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const ZONE = 'Asia/Shanghai'
const NIGHT = { from: '22:30', to: '07:30' }
const at = (time: string) => Date.parse(`${time.replace(' ', 'T')}:00+08:00`)
const awake = (span: number, from: number) => awakeAfter(NIGHT, ZONE, from, span)
const rules = { grace: 24 * HOUR, remindAfter: [2 * HOUR, 12 * HOUR] }

const came: Gate = { cause: 'e1', since: at('2030-01-07 10:00'), tellAt: at('2030-01-07 10:01'), reminded: 0 }
const posted: Gate = { ...came, posted: came.tellAt, grace: 24 * HOUR }

describe('what is due at the gate', () => {
  it('is the notice, until it was handed in', () => {
    expect(dueOf(came, rules, awake)).toEqual({ what: 'tell', at: came.tellAt })
  })

  it('is nothing that ends the grace as long as the notice was not really sent', () => {
    expect(dueOf(posted, rules, awake)?.what).toBe('tell')
    expect(dueOf(posted, rules, awake)?.at).toBeGreaterThan(at('2030-01-08 10:00'))
  })

  it('are the reminders in their order and then the end, all in waking time', () => {
    const sent = told(posted, at('2030-01-07 20:00'))
    expect(dueOf(sent, rules, awake)).toEqual({ what: 'remind', at: at('2030-01-07 22:00') })
    const once = reminded(sent, rules, awake, at('2030-01-07 22:00'))
    // 2 h 30 min of the first evening, 9 h 30 min of the next day
    expect(dueOf(once, rules, awake)).toEqual({ what: 'remind', at: at('2030-01-08 17:00') })
    const twice = reminded(once, rules, awake, at('2030-01-08 17:00'))
    expect(dueOf(twice, rules, awake)).toEqual({ what: 'end', at: at('2030-01-09 14:00') })
  })

  it('is one reminder where the bot was away for several', () => {
    const late = reminded(told(posted, at('2030-01-07 10:01')), rules, awake, at('2030-01-08 21:00'))
    expect(late.reminded).toBe(2)
  })

  it('leaves out reminders that would come at the end or behind it', () => {
    const short = { grace: 2 * HOUR, remindAfter: [2 * HOUR, 30 * MINUTE] }
    const sent = told({ ...posted, grace: 2 * HOUR }, at('2030-01-07 10:00'))
    expect(dueOf(sent, short, awake)).toEqual({ what: 'remind', at: at('2030-01-07 10:30') })
    const once = reminded(sent, short, awake, at('2030-01-07 10:30'))
    expect(dueOf(once, short, awake)).toEqual({ what: 'end', at: at('2030-01-07 12:00') })
  })

  it('grants what he was told, and more where the config grants more by now', () => {
    expect(graceOf(posted, { grace: HOUR, remindAfter: [] })).toBe(24 * HOUR)
    expect(graceOf(posted, { grace: 48 * HOUR, remindAfter: [] })).toBe(48 * HOUR)
  })

  it('is nothing while a case about him is open, and nothing before he can be judged', () => {
    expect(dueOf({ ...posted, case: 'K1' }, rules, awake)).toBeUndefined()
    const later = at('2030-01-07 15:00')
    expect(dueOf({ ...came, notBefore: later }, rules, awake)).toEqual({ what: 'tell', at: later })
  })

  it('says the notice again with the first reminder when nobody knows whether it arrived', () => {
    const dark = unsure(posted, rules, awake, at('2030-01-07 10:01'))
    expect(dueOf(dark, rules, awake)).toEqual({ what: 'tell', at: at('2030-01-07 12:01') })
    const sent = told({ ...dark, posted: at('2030-01-07 12:01') }, at('2030-01-07 12:01'))
    // That was the first reminder; his time runs from there.
    expect(dueOf(sent, rules, awake)).toEqual({ what: 'remind', at: at('2030-01-08 09:01') })
  })

  it('says it again two hours later where there are no reminders', () => {
    const dark = unsure(posted, { grace: 24 * HOUR, remindAfter: [] }, awake, at('2030-01-07 21:30'))
    expect(dueOf(dark, rules, awake)?.at).toBe(at('2030-01-08 08:30'))
  })

  it('says it anew when it was surely not sent, and when his time ended unheard', () => {
    const again = at('2030-01-07 11:00')
    expect(dueOf(untold(posted, again), rules, awake)).toEqual({ what: 'tell', at: again })
    const sent = told(posted, at('2030-01-07 10:01'))
    expect(dueOf(anew(sent, again), rules, awake)).toEqual({ what: 'tell', at: again })
  })

  it('takes nothing back once he was told', () => {
    const sent = told(posted, at('2030-01-07 10:01'))
    expect(told(sent, at('2030-01-07 10:09'))).toEqual(sent)
    expect(unsure(sent, rules, awake, at('2030-01-07 10:09'))).toEqual(sent)
    expect(untold(sent, at('2030-01-07 10:09'))).toEqual(sent)
  })

  it('never ends before he was told and had his whole grace awake, whatever the hour and the reminders', () => {
    const spans = fc.array(fc.integer({ min: MINUTE, max: 72 * HOUR }), { maxLength: 4 })
    const grace = fc.integer({ min: MINUTE, max: 72 * HOUR })
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 48 * 60 }), grace, spans, (minute, grace, remindAfter) => {
        const mine = { grace, remindAfter }
        const sentAt = at('2030-01-07 00:00') + minute * MINUTE
        let gate = told({ ...posted, grace }, sentAt)
        let last = sentAt
        for (let step = 0; ; step += 1) {
          expect(step).toBeLessThanOrEqual(remindAfter.length)
          const due = dueOf(gate, mine, awake)
          if (!due) throw new Error('nothing is due')
          expect(due.at).toBeGreaterThanOrEqual(last)
          if (due.what === 'end') {
            expect(due.at).toBe(awake(grace, sentAt))
            expect(due.at - sentAt).toBeGreaterThanOrEqual(grace)
            return
          }
          expect(due.at).toBeLessThan(awake(grace, sentAt))
          // Strictly inside quiet hours nothing is due; their first moment is the end of the evening.
          expect(quietUntil(NIGHT, ZONE, due.at - 1)).toBeUndefined()
          expect(timeLeft(gate, mine, awake, due.at)).toBeGreaterThan(0)
          last = due.at
          gate = reminded(gate, mine, awake, due.at)
        }
      }),
    )
  })
})
