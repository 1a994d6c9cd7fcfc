// Wechaty with the unmodified wechaty-puppet-wechat4u, for the stand-in's own test: events as JSON lines on stdout,
// commands as JSON lines on stdin. Its session is kept in argv[2].memory-card.json.
import { createInterface } from 'node:readline'
import { WechatyBuilder } from 'wechaty'
import { PuppetWechat4u } from 'wechaty-puppet-wechat4u'

const emit = event => process.stdout.write(`${JSON.stringify(event)}\n`)
const bot = WechatyBuilder.build({ name: process.argv[2], puppet: new PuppetWechat4u() })
const text = error => String(error?.stack ?? error)

bot.on('scan', (url, status) => emit({ event: 'scan', url, status }))
bot.on('login', user => emit({ event: 'login', name: user.name(), id: user.id }))
bot.on('logout', () => emit({ event: 'logout' }))
bot.on('error', error => emit({ event: 'error', text: text(error) }))
bot.on('room-join', async (room, who, by) =>
  emit({ event: 'room-join', room: await room.topic(), who: who.map(one => one.name()), by: by.name() }),
)
bot.on('room-leave', async (room, who) =>
  emit({ event: 'room-leave', room: await room.topic(), who: who.map(one => one.name()) }),
)
bot.on('room-topic', async (room, topic, old, by) =>
  emit({ event: 'room-topic', room: await room.topic(), topic, old, by: by.name() }),
)
bot.on('friendship', async friendship => {
  emit({ event: 'friendship', who: friendship.contact().name(), hello: friendship.hello() })
  await friendship.accept()
})
bot.on('message', async message => {
  const room = message.room()
  emit({
    event: 'message',
    id: message.id,
    text: message.text(),
    talker: message.talker().name(),
    talkerId: message.talker().id,
    room: room ? await room.topic() : null,
    self: message.self(),
    type: message.type(),
  })
})

const commands = {
  async say({ room, text }) {
    await (await bot.Room.find({ topic: room })).say(text)
  },
  async remove({ room, name }) {
    const found = await bot.Room.find({ topic: room })
    const member = (await found.memberAll()).find(one => one.name() === name)
    await found.remove(member)
  },
  async members({ room }) {
    const found = await bot.Room.find({ topic: room })
    return (await found.memberAll()).map(one => one.name())
  },
}

createInterface({ input: process.stdin }).on('line', async line => {
  const { command, ...given } = JSON.parse(line)
  try {
    emit({ event: 'done', command, answer: (await commands[command](given)) ?? null })
  } catch (error) {
    emit({ event: 'failed', command, text: text(error), ret: error?.response?.data?.BaseResponse?.Ret ?? null })
  }
})

await bot.start()
