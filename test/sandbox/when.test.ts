import { describe, expect, it } from 'vitest'
import { isoDuration, isoIn, lastClock, nextClock, parseIso, parseUntil } from '../../src/sandbox/when.js'

const shanghai = 'Asia/Shanghai'
const newYork = 'America/New_York'

describe('clock times', () => {
  it.each([
    ['21:00', '2030-01-07T10:00:00+08:00', shanghai, '2030-01-07T21:00:00.000+08:00'],
    ['10:00', '2030-01-07T10:00:00+08:00', shanghai, '2030-01-08T10:00:00.000+08:00'],
    ['9:30', '2030-01-31T10:00:00+08:00', shanghai, '2030-02-01T09:30:00.000+08:00'],
    ['00:00:06', '2030-12-31T23:59:58+08:00', shanghai, '2031-01-01T00:00:06.000+08:00'],
    // The night in which clocks go forward is an hour shorter, the one in which they go back an hour longer.
    ['12:00', '2030-03-09T12:30:00-05:00', newYork, '2030-03-10T12:00:00.000-04:00'],
    ['12:00', '2030-11-02T12:30:00-04:00', newYork, '2030-11-03T12:00:00.000-05:00'],
  ])('%s comes next after %s', (clock, now, zone, next) => {
    expect(isoIn(nextClock(clock, Date.parse(now), zone), zone)).toBe(next)
  })

  it.each([
    ['23:59:58', '2030-01-08T00:00:06+08:00', '2030-01-07T23:59:58.000+08:00'],
    ['00:00:06', '2030-01-08T00:00:06+08:00', '2030-01-08T00:00:06.000+08:00'],
    ['00:00:06', '2030-01-08T12:00:00+08:00', '2030-01-08T00:00:06.000+08:00'],
  ])('%s was last before %s', (clock, now, last) => {
    expect(isoIn(lastClock(clock, Date.parse(now), shanghai), shanghai)).toBe(last)
  })
})

describe('ISO times', () => {
  it('are read in the zone when they name no offset', () => {
    expect(parseIso('2030-01-07T10:00:00', shanghai)).toBe(Date.parse('2030-01-07T02:00:00Z'))
    expect(parseIso('2030-01-07T10:00:00', newYork)).toBe(Date.parse('2030-01-07T15:00:00Z'))
    expect(parseIso('2030-01-07T10:00:00+02:00', newYork)).toBe(Date.parse('2030-01-07T08:00:00Z'))
    expect(parseIso('2030-01-07', shanghai)).toBe(Date.parse('2030-01-06T16:00:00Z'))
  })

  it.each(['soon', '', '25:00', '2030-13-01', '10:60'])('%j is no time', text => {
    expect(parseUntil(text, 0, shanghai)).toBeUndefined()
  })
})

it('says how long something took', () => {
  expect(isoDuration(51 * 3_600_000)).toBe('P2DT3H')
  expect(isoDuration(0)).toBe('PT0S')
  expect(isoDuration(40 * 86_400_000 + 1500)).toBe('P40DT1.5S')
})
