import { Redis } from 'ioredis'

/** Commands that a worker repeats by itself, by the machine's clock: how many there are is chance. */
const idle = new Set(['bzpopmin', 'info', 'client'])
const send = Redis.prototype.sendCommand

/**
 * Calls `die` at the `nth` command that anybody in this process sends to Redis from now on, before or just after it is
 * sent; connections called `test` are not counted. Returns how to take it back, and tells how many there were.
 */
export function dieAtCommand(nth: number, when: 'before' | 'after', die: () => void): () => number {
  let count = 0
  Redis.prototype.sendCommand = function (command, stream) {
    if (this.options.connectionName === 'test' || idle.has(command.name)) return send.call(this, command, stream)
    count += 1
    if (count !== nth) return send.call(this, command, stream)
    if (when === 'before') die()
    const answer = send.call(this, command, stream)
    if (when === 'after') die()
    return answer
  }
  return () => {
    Redis.prototype.sendCommand = send
    return count
  }
}
