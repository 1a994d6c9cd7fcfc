// A gateway: keeps the login in a process of its own, so that a bot with `puppet: service` comes and goes without it.
// GATEWAY_TOKEN=insecure_… node gateway.mjs
import { WechatyBuilder } from 'wechaty'
import { PuppetServer } from 'wechaty-puppet-service'
import { PuppetWechat4u } from 'wechaty-puppet-wechat4u'

const { GATEWAY_TOKEN: token, GATEWAY_ENDPOINT: endpoint = '127.0.0.1:8788' } = process.env
if (!token)
  throw new Error('GATEWAY_TOKEN is missing: insecure_ and a secret, the same as puppetOptions.token of the bot')

const puppet = new PuppetWechat4u()
// Any client may ask the gateway to stop its puppet, and wechat4u logs out when it stops.
puppet.stop = async () => {}
// Without TLS: listen on loopback or in a network of their own only.
await new PuppetServer({ puppet, token, endpoint, tls: { disable: true } }).start()

const bot = WechatyBuilder.build({ name: 'gateway', puppet })
bot.on('error', error => console.error(error.message))
bot.on('login', user => console.log(`logged in: ${user.name()}`))
bot.on('logout', () => console.log('logged out'))
await bot.start()
