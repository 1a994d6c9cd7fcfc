import { randomUUID } from 'node:crypto'
import type { App } from '../app.js'
import { connect } from '../redis/connect.js'
import type { Log } from '../redis/log.js'
import type { OpenedRedis } from './open.js'

interface Order {
  text: string
  reply: string
}

/** Answers operators' commands that other processes of this machine send through Redis (`qunguan tell`). */
export async function answerOperators({ address, prefix }: OpenedRedis, app: App, log: Log): Promise<void> {
  const listener = connect(address, { name: 'qunguan-operators', log })
  const speaker = app.house.redis
  listener.on('message', (_channel: string, message: string) => {
    const { text, reply } = JSON.parse(message) as Order
    app
      .operate(text)
      .catch((error: unknown) => String(error))
      .then(answer => speaker.publish(reply, answer))
      .catch((error: unknown) => log.error({ err: error }, 'an operator was not answered'))
  })
  await listener.subscribe(`${prefix}:operators`)
}

/** Sends a command to the running bot; undefined when nobody is running there. */
export async function tellRunning({ address, prefix }: OpenedRedis, text: string): Promise<string | undefined> {
  const listener = connect(address)
  const speaker = connect(address)
  try {
    const reply = `${prefix}:operators:${randomUUID()}`
    const answer = new Promise<string>(resolve =>
      listener.on('message', (_channel: string, message: string) => resolve(message)),
    )
    await listener.subscribe(reply)
    const heard = await speaker.publish(`${prefix}:operators`, JSON.stringify({ text, reply } satisfies Order))
    return heard === 0 ? undefined : await answer
  } finally {
    listener.disconnect()
    speaker.disconnect()
  }
}
