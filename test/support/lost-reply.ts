import { Redis } from 'ioredis'

const send = Redis.prototype.sendCommand

/**
 * The line breaks right after Redis did the next script that takes so many keys, so that its answer never comes; ioredis
 * connects anew and sends it again. Returns whether that has happened.
 */
export function loseReply(keys: number): () => boolean {
  let lost = false
  Redis.prototype.sendCommand = function (command, stream) {
    const answer = send.call(this, command, stream)
    if (lost || command.name !== 'evalsha' || Number(command.args[1]) !== keys) return answer
    lost = true
    Redis.prototype.sendCommand = send
    const line = this.stream
    line.push = () => {
      line.destroy()
      return false
    }
    return answer
  }
  return () => lost
}
