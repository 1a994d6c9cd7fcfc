// A bot as far as Redis is concerned, for the tests to kill: starts a server on the directory given (or a scratch one), and
// stays or leaves.
import { startEmbedded } from '../../src/redis/embedded.js'
import { startScratch } from '../../src/redis/scratch.js'

const [, , dir = '', then = 'stay'] = process.argv

const start = dir === 'scratch' ? startScratch() : startEmbedded({ dir })
start.then(
  ({ socket, pid }) => {
    console.log(JSON.stringify({ socket, pid }))
    if (then === 'stay') process.stdin.resume()
  },
  (error: Error & { code?: string }) => console.log(JSON.stringify({ code: error.code, message: error.message })),
)
