import type { RoomKey } from '../../domain/keys.js'
import type { House } from '../house.js'
import { shadowOf } from '../store.js'
import { modeOf } from './modes.js'

/**
 * While a plugin only observes, what it stores goes into a shadow; when it begins to act, the shadow is emptied, so that
 * nobody is held to what was only a rehearsal. `PREFIX:observing` set of `plugin|room`.
 */
export async function emptyShadows(house: House): Promise<void> {
  const key = `${house.prefix}:observing`
  const before = new Set(await house.redis.smembers(key))
  const now = new Set(
    house.rooms.kept.flatMap(room =>
      house.plugins.flatMap(plugin => (modeOf(house, plugin, room) === 'observe' ? [`${plugin.name}|${room}`] : [])),
    ),
  )
  for (const row of before) {
    if (now.has(row)) continue
    const [plugin = '', room = ''] = row.split('|')
    await empty(house, plugin, room)
    await house.redis.srem(key, row)
  }
  const begun = [...now].filter(row => !before.has(row))
  if (begun.length > 0) await house.redis.sadd(key, ...begun)
}

async function empty(house: House, plugin: string, room: RoomKey): Promise<void> {
  const match = `${house.prefix}:p:${shadowOf(plugin)}:${room}:*`
  for (let cursor = '0'; ; ) {
    const [next, keys] = await house.redis.scan(cursor, 'MATCH', match, 'COUNT', 1000)
    if (keys.length > 0) await house.redis.del(...keys)
    if (next === '0') return
    cursor = next
  }
}
