import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InHand } from '../../src/domain/in-hand.js'
import { Lanes } from '../../src/kernel/lanes.js'

/** Resolves after some turns of the event loop. */
async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) await new Promise(resolve => setImmediate(resolve))
}

describe('lanes', () => {
  it('keep the order within a room, whatever each piece takes, and lose nothing', async () => {
    const pieces = fc.array(
      fc.record({ lane: fc.constantFrom('g1', 'g2', 'g3'), takes: fc.nat(4), pause: fc.nat(2) }),
      {
        maxLength: 150,
        size: 'max',
      },
    )
    await fc.assert(
      fc.asyncProperty(pieces, async given => {
        const done: Record<string, number[]> = { g1: [], g2: [], g3: [] }
        const inHand = new InHand()
        const lanes = new Lanes<{ index: number; takes: number }>(async (lane, items) => {
          for (const { index, takes } of items) {
            await turns(takes)
            done[lane]?.push(index)
          }
        }, inHand)
        const pushed: Promise<void>[] = []
        for (const [index, { lane, takes, pause }] of given.entries()) {
          pushed.push(lanes.push(lane, { index, takes }))
          await turns(pause)
        }
        await Promise.all(pushed)
        for (const lane of ['g1', 'g2', 'g3']) {
          expect(done[lane]).toEqual(given.flatMap((piece, index) => (piece.lane === lane ? [index] : [])))
        }
        expect(inHand.count).toBe(0)
        expect(lanes.depth).toBe(0)
      }),
      { numRuns: 40 },
    )
  })

  it('go side by side: one that waits holds up no other', async () => {
    let release = () => {}
    const seen: string[] = []
    const lanes = new Lanes<string>(async (lane, items) => {
      if (lane === 'slow') await new Promise<void>(resolve => (release = resolve))
      seen.push(...items)
    }, new InHand())
    const slow = lanes.push('slow', 'slow')
    await lanes.push('quick', 'quick')
    expect(seen).toEqual(['quick'])
    release()
    await slow
    expect(seen).toEqual(['quick', 'slow'])
  })

  it('hand a burst over together, and at most 64 at a time', async () => {
    const batches: number[] = []
    const lanes = new Lanes<number>(async (_, items) => void batches.push(items.length), new InHand())
    await Promise.all(Array.from({ length: 150 }, (_, i) => lanes.push('g1', i)))
    expect(batches).toEqual([64, 64, 22])
  })

  it('take what comes while they work into the next batch, and are empty afterwards', async () => {
    const batches: string[][] = []
    const inHand = new InHand()
    const lanes: Lanes<string> = new Lanes(async (_, items) => {
      batches.push([...items])
      if (items.includes('first')) void lanes.push('g1', 'second')
      await turns(2)
    }, inHand)
    await lanes.push('g1', 'first')
    await inHand.empty()
    expect(batches).toEqual([['first'], ['second']])
    await lanes.push('g1', 'third')
    expect(batches).toHaveLength(3)
  })
})
