import { describe, expect, it } from 'vitest'
import { nextSlot } from '../../../../plugins/topics/backlog/slot.js'

const zone = 'Asia/Shanghai'
const at = (time: string) => Date.parse(`${time}:00+08:00`)
const friday = { day: 'fri', time: { from: '21:00', to: '21:30' } } as const
const free = () => false

describe('the hour that a chosen topic gets', () => {
  it.each([
    ['on the day before', '2030-01-10 20:00', '2030-01-11 21:00'],
    ['on the day itself', '2030-01-11 19:59', '2030-01-11 21:00'],
    ['less than an hour before: the week after', '2030-01-11 20:01', '2030-01-18 21:00'],
    ['afterwards', '2030-01-11 21:10', '2030-01-18 21:00'],
  ])('%s', (_, now, start) => {
    const slot = nextSlot(friday, { now: at(now.replace(' ', 'T')), zone, isTaken: free })
    expect(slot).toEqual({ start: at(start.replace(' ', 'T')), end: at(start.replace(' ', 'T')) + 30 * 60_000 })
  })

  it('passes over weeks that are taken, and gives up when all are', () => {
    const now = at('2030-01-10T20:00')
    const taken = ({ start }: { start: number }) => start < at('2030-01-20T00:00')
    expect(nextSlot(friday, { now, zone, isTaken: taken })?.start).toBe(at('2030-01-25T21:00'))
    expect(nextSlot(friday, { now, zone, isTaken: () => true })).toBeUndefined()
  })

  it('may run over midnight, and keeps its clock when clocks are changed', () => {
    const late = { day: 'sat', time: { from: '23:30', to: '00:30' } } as const
    const slot = nextSlot(late, { now: at('2030-01-10T20:00'), zone, isTaken: free })
    expect(slot).toEqual({ start: at('2030-01-12T23:30'), end: at('2030-01-13T00:30') })
    const newYork = nextSlot(
      { day: 'sun', time: { from: '21:00', to: '21:30' } },
      { now: Date.parse('2030-03-07T12:00:00-05:00'), zone: 'America/New_York', isTaken: free },
    )
    expect(newYork?.start).toBe(Date.parse('2030-03-10T21:00:00-04:00'))
  })
})
