import { it } from 'vitest'
import { HOUR, MONDAY, MINUTE, outboxRoad, say, free, SECOND } from '../support/outbox-road.js'
import { testRedis } from '../support/redis.js'
it('x', async () => {
  const store = await testRedis()
  const list = async () => String(await store.redis.client('LIST')).split('\n').map(l => l.replace(/.*(id=\d+).*( name=\S*).*(cmd=\S+).*/, '$1$2 $3'))
  const road = await outboxRoad({ socket: store.socket, pacing: { ...free, gap: [HOUR, HOUR] } })
  await road.post({ action: say('g1', 'a'), manner:'notice' })
  console.log(await list())
  await road.close()
  console.log(await list())
  for (const ms of [50, 500, 2000, 6000]) { await new Promise(r => setTimeout(r, ms)); console.log(ms, await list()) }
  await store.stop()
})
