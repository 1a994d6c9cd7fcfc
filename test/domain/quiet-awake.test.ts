import { DateTime } from 'luxon'
import { describe, expect, it } from 'vitest'
import { awakeAfter } from '../../src/domain/quiet.js'

const zone = 'Asia/Shanghai'
const night = { from: '22:30', to: '07:30' }
const at = (text: string) => DateTime.fromISO(text, { zone }).toMillis()
const later = (from: string, hours: number, quiet: typeof night | 'off' = night) =>
  DateTime.fromMillis(awakeAfter(quiet, zone, at(from), hours * 3_600_000), { zone }).toFormat('LL-dd HH:mm')

describe('waking time', () => {
  it('is plain time by day, and without quiet hours', () => {
    expect(later('2030-01-07T10:00', 2)).toBe('01-07 12:00')
    expect(later('2030-01-07T10:00', 24, 'off')).toBe('01-08 10:00')
  })

  it('stands still at night', () => {
    expect(later('2030-01-07T22:00', 2)).toBe('01-08 09:00')
    expect(later('2030-01-07T23:00', 1)).toBe('01-08 08:30')
    expect(later('2030-01-07T03:00', 1)).toBe('01-07 08:30')
  })

  it('ends with the day when it is used up just then', () => {
    expect(later('2030-01-07T20:30', 2)).toBe('01-07 22:30')
  })

  it('runs over several nights', () => {
    // 15 waking hours a day: 24 of them from 10:00 are 12.5 of the first day and 11.5 of the next.
    expect(later('2030-01-07T10:00', 24)).toBe('01-08 19:00')
    expect(later('2030-01-07T10:00', 12.5 + 15 + 15 + 1)).toBe('01-10 08:30')
  })

  it('stands still by day where the quiet hours are then', () => {
    expect(later('2030-01-07T11:00', 2, { from: '12:00', to: '14:00' })).toBe('01-07 15:00')
  })
})
