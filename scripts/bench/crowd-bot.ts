// The process that scripts/bench/crowd.ts measures: a bot over a thousand rooms in the sandbox, or the sandbox alone.
//   node crowd-bot.js ROOMS PEOPLE [SOCKET]
// Prints one line of JSON when it is ready, and ends when its input does.
import { growSlowly } from '../../src/cli/heap.js'
import { Stage } from './stage.js'

// As `qunguan start` does.
growSlowly()

const [rooms = '', people = '', socket] = process.argv.slice(2)
const stage = await Stage.open({ rooms: Number(rooms), people: Number(people) })
const begin = performance.now()
const app = socket === undefined ? undefined : await stage.join({ socket })
const seconds = (performance.now() - begin) / 1000
process.stdout.write(`${JSON.stringify({ seconds, memory: process.memoryUsage.rss() / 1024 ** 2 })}\n`)
await app?.inHand.empty()
for await (const _ of process.stdin);
await app?.stop()
await stage.close()
