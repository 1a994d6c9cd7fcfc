import type { Millis } from '../domain/events.js'
import { World } from './world.js'

/** A small running club: what `puppet: sandbox` logs in to. */
export function clubWorld(now: () => Millis): World {
  return new World({
    now,
    spec: {
      people: {
        lin: { name: '林老师', friend: true },
        zhou: { name: '小周', friend: true },
        wang: { name: '王敏', friend: true },
        zhao: { name: '赵磊' },
      },
      rooms: {
        g1: {
          topic: '夜跑1群',
          members: [
            { who: 'lin', card: '深圳-老师-林老师' },
            { who: 'zhou', card: '深圳-运营-小周' },
            { who: 'wang', card: '广州-会计-王敏' },
            { who: 'zhao', card: '成都-前端-赵磊' },
          ],
          fill: 40,
        },
      },
    },
  })
}
