import type { PuppetLink } from '../chat/link.js'
import { sessionFile } from '../chat/puppet/session-file.js'
import type { WebContact } from '../chat/puppet/wechat4u-client.js'
import type { QunguanConfig } from '../config/load.js'
import { wechat4uOptions } from '../config/wechat4u-options.js'
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
    const thresholds = wechat4uOptions(main.puppetOptions)
    return wechat4uLink({ dir: data, account: main.account, log, thresholds })
  }
  if (main.puppet === 'service') {
    const { makeServicePuppet } = await import('../chat/puppet/service.js')
    return makeServicePuppet(main.puppetOptions, { log })
  }
  const puppet = Reflect.construct(await puppetClass(main.puppet), [main.puppetOptions]) as PuppetLink['puppet']
  return { puppet, memory: await sessionFile(data, main.account, log) }
}

/** The class that a package of a puppet exports; its default as a rule, which in older packages stands one level deeper. */
async function puppetClass(name: string): Promise<new (options: object) => unknown> {
  const loaded = (await import(name).catch((error: unknown) => {
    const missing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
    // What is missing may be something that the package itself wants.
    if (!missing || !error.message.includes(`'${name}'`)) throw error
    throw new Error(`没有安装 puppet「${name}」：npm install ${name}，或者名字写错了 (this puppet is not installed)`)
  })) as Record<string, unknown>
  const inner = loaded['default']
  const deeper = typeof inner === 'object' && inner !== null ? Object.entries(inner) : []
  const exported = [['default', inner] as const, ...deeper, ...Object.entries(loaded)]
  const Made = exported.find(
    ([key, value]) => typeof value === 'function' && (key === 'default' || key.startsWith('Puppet')),
  )?.[1]
  if (typeof Made !== 'function') throw new Error(`${name} 里没有 puppet (exports no puppet)`)
  return Made as new (
    options: object,
  ) => unknown
}

/** Web WeChat through wechaty-puppet-wechat4u. */
export async function wechat4uLink(options: Wechat4uOptions): Promise<PuppetLink> {
  const { makeWechat4uPuppet } = await import('../chat/puppet/wechat4u.js')
  const wechat = await makeWechat4uPuppet(options)
  return {
    puppet: wechat.puppet,
    memory: wechat.memory,
    tap: listener => wechat.onMessage(listener),
    record: id => withOwner(wechat.contact(id), wechat.puppet),
    picture: (id, limit) => wechat.picture(id, limit),
    refreshRoom: id => wechat.refreshRoom(id),
    createRoom: (topic, members) => wechat.createRoom(topic, members),
    setTopic: (room, topic) => wechat.setTopic(room, topic),
    lastSync: () => wechat.health().lastSyncAt,
    sessionSince: () => wechat.sessionSince(),
    trouble: listener => wechat.onTrouble(listener),
    logout: () => wechat.logout(),
    leave: () => wechat.leave(),
  }
}

/** Only changes of a room say who owns it; answers say whether this account does. */
function withOwner(record: WebContact | undefined, puppet: PuppetLink['puppet']): WebContact | undefined {
  if (record?.IsOwner !== 1 || record.ChatRoomOwner || !puppet.isLoggedIn) return record
  return { ...record, ChatRoomOwner: puppet.currentUserId }
}

type Wechat4uOptions = Parameters<typeof import('../chat/puppet/wechat4u.js').makeWechat4uPuppet>[0]
