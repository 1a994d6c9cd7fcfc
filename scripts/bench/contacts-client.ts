// The process that scripts/bench/contacts.ts measures: Wechaty on wechat4u, with our guards or without.
//   node contacts-client.js guarded|unmodified DIR
// Prints one line of JSON when Wechaty says that it is ready, and ends.
import { join } from 'node:path'
import { log, WechatyBuilder } from 'wechaty'
import { makeWechat4uPuppet } from '../../src/chat/puppet/wechat4u.js'
import { silent } from '../../src/redis/log.js'

const [which, dir = ''] = process.argv.slice(2)
log.level('error')
const bot = await (which === 'guarded' ? guarded() : unmodified())
let begin = 0
bot.on('login', () => {
  begin = performance.now()
})
bot.on('ready', () => {
  const seconds = (performance.now() - begin) / 1000
  process.stdout.write(`${JSON.stringify({ seconds, memory: process.memoryUsage.rss() / 1024 ** 2 })}\n`, () =>
    process.exit(),
  )
})
bot.on('error', error => {
  process.stderr.write(`${error.message}\n`)
})
await bot.start()

async function guarded() {
  const { memory, puppet } = await makeWechat4uPuppet({ dir, account: 'main', log: silent })
  return WechatyBuilder.build({ name: memory, puppet })
}

async function unmodified() {
  const { PuppetWechat4u } = await import('wechaty-puppet-wechat4u')
  return WechatyBuilder.build({ name: join(dir, 'main'), puppet: new PuppetWechat4u() })
}
