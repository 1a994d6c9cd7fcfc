import { Socket } from 'node:net'
import { chance } from '../../src/domain/chance.js'

/**
 * Answers of Redis come as late as they do on a busy machine, each line for itself: whatever depends on which of two is
 * first shows. `QUNGUAN_JITTER=7 npx vitest run test/scenarios.test.ts` plays it with the seed 7; without, nothing is changed.
 * With `QUNGUAN_CUTS=500` besides, one answer in 500 is lost and its line breaks: Redis did what it was asked, and is asked
 * again.
 */
const seed = Number(process.env['QUNGUAN_JITTER'] ?? 0)
const cuts = Number(process.env['QUNGUAN_CUTS'] ?? 0)
/** At most so many milliseconds. */
const MOST = 4

if (seed > 0) {
  const dice = chance(seed)
  const { prependListener } = Socket.prototype
  // Only ioredis reads a line this way.
  Object.assign(Socket.prototype, {
    prependListener(this: Socket, name: string, listener: (data: Buffer) => void) {
      return Reflect.apply(prependListener, this, [name, name === 'data' ? late(this, listener) : listener])
    },
  })

  function late(line: Socket, hear: (data: Buffer) => void): (data: Buffer) => void {
    const waiting: Buffer[] = []
    const soon = () => setTimeout(next, dice.below(MOST))
    const next = () => {
      const data = waiting.shift()
      // What a cut line still held is never heard.
      if (data === undefined || line.destroyed) return
      if (cuts > 0 && dice.below(cuts) === 0) {
        line.destroy()
        return
      }
      hear(data)
      if (waiting.length > 0) soon()
    }
    const hearAll = () => {
      for (const data of waiting.splice(0)) hear(data)
    }
    Reflect.apply(prependListener, line, ['end', hearAll])
    return data => {
      waiting.push(data)
      if (waiting.length === 1) soon()
    }
  }
}
