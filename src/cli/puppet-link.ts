import { join } from 'node:path'
import type { PuppetLink } from '../chat/link.js'
import type { QunguanConfig } from '../config/load.js'
import type { Log } from '../redis/log.js'

/** Turns the puppet's name in the config into a puppet. Each is imported only when it is wanted. */
export async function linkOf({ main }: QunguanConfig, data: string, log: Log): Promise<PuppetLink> {
  if (main.puppet === 'sandbox') {
    const { SandboxPuppet } = await import('../sandbox/puppet.js')
    const { clubWorld } = await import('../sandbox/club.js')
    const puppet = new SandboxPuppet(clubWorld(Date.now))
    return {
      puppet,
      tap: listener => puppet.onRaw(listener),
      record: id => puppet.record(id),
      leave: () => puppet.cut(),
    }
  }
  if (main.puppet === 'wechat4u') {
    const { makeWechat4uPuppet } = await import('../chat/puppet/wechat4u.js')
    const wechat = await makeWechat4uPuppet({ dir: data, account: main.account, log })
    return {
      puppet: wechat.puppet,
      memory: wechat.memory,
      tap: listener => wechat.onMessage(listener),
      record: id => wechat.contact(id),
      refreshRoom: id => wechat.refreshRoom(id),
      createRoom: (topic, members) => wechat.createRoom(topic, members),
      setTopic: (room, topic) => wechat.setTopic(room, topic),
      lastSync: () => wechat.health().lastSyncAt,
      logout: () => wechat.logout(),
    }
  }
  const name = main.puppet === 'service' ? 'wechaty-puppet-service' : main.puppet
  const loaded = (await import(name)) as Record<string, unknown>
  const Made = loaded['default'] ?? Object.entries(loaded).find(([key]) => key.startsWith('Puppet'))?.[1]
  if (typeof Made !== 'function') throw new Error(`${name} 没有导出 puppet (exports no puppet)`)
  const puppet = Reflect.construct(Made, [main.puppetOptions]) as PuppetLink['puppet']
  return { puppet, memory: join(data, main.account) }
}
