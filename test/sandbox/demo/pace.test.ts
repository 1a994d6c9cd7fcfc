import { describe, expect, it } from 'vitest'
import { pauses, present } from '../../../src/sandbox/demo/pace.js'

const line = (reading: number) => ({ text: 'x'.repeat(reading), reading })
const sum = (all: readonly number[]) => all.reduce((a, b) => a + b, 0)

describe('pauses', () => {
  it('stands longer at a longer line, and not at all at an empty one', () => {
    const [none, short, long] = pauses([line(0), line(10), line(60)], 60_000)
    expect(none).toBe(0)
    expect(short).toBeGreaterThan(300)
    expect(long).toBeGreaterThan(2 * (short ?? 0))
  })

  it('never takes longer than it may', () => {
    expect(
      sum(
        pauses(
          Array.from({ length: 100 }, () => line(50)),
          24_000,
        ),
      ),
    ).toBeCloseTo(24_000)
    expect(pauses([], 24_000)).toEqual([])
  })
})

describe('present', () => {
  it('writes everything at once when nobody reads along, or when somebody has skipped ahead', async () => {
    const out: string[] = []
    const write = (text: string) => out.push(text)
    await present([line(3), line(70)], { write })
    await present([line(2)], { write }, { most: 3_600_000, skip: AbortSignal.abort() })
    expect(out).toEqual(['xxx\n', `${'x'.repeat(70)}\n`, 'xx\n'])
  })

  it('goes on at once when somebody skips ahead in the middle', async () => {
    const skipping = new AbortController()
    const out: string[] = []
    const write = (text: string) => {
      out.push(text)
      skipping.abort()
    }
    await present([line(70), line(70)], { write }, { most: 3_600_000, skip: skipping.signal })
    expect(out).toHaveLength(2)
  })
})
