import { Socket } from 'node:net'
import { chance } from '../../src/domain/chance.js'

/** An answer is late by at most so many milliseconds. */
const MOST = 4

/**
 * From now on answers of Redis come as late as they do on a busy machine, on each line by itself: whatever depends on which
 * of two is first shows. One in `cuts` is lost, and its line breaks: Redis has done what it was asked, and is asked again.
 * Returns how to take it back for lines that are yet to be opened, and tells how many broke.
 */
export function lateAnswers(seed: number, cuts = Number.POSITIVE_INFINITY): () => number {
  const dice = chance(seed)
  const { prependListener } = Socket.prototype
  let broken = 0
  // Only ioredis reads a line this way.
  Object.assign(Socket.prototype, {
    prependListener(this: Socket, name: string, listener: (data: Buffer) => void) {
      return Reflect.apply(prependListener, this, [name, name === 'data' ? late(this, listener) : listener])
    },
  })
  return () => {
    Object.assign(Socket.prototype, { prependListener })
    return broken
  }

  function late(line: Socket, hear: (data: Buffer) => void): (data: Buffer) => void {
    const waiting: Buffer[] = []
    const soon = () => setTimeout(next, dice.below(MOST))
    const next = () => {
      const data = waiting.shift()
      // What a cut line still held is never heard.
      if (data === undefined || line.destroyed) return
      if (dice.below(1_000_000) < 1_000_000 / cuts) {
        broken += 1
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
