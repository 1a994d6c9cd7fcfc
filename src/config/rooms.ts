import type { CommunityKey, RoomKey } from '../domain/keys.js'
import { type Layer, place } from './check.js'
import { type Documents, groupLayers } from './documents.js'
import { unknownWord } from './explain.js'
import { nearestWord } from './nearest.js'
import { both, type Problem } from './problems.js'
import type { GroupConfig, MainConfig } from './schema.js'

const puppets = ['sandbox', 'wechat4u', 'service']

/** Doubts about qunguan.yaml. */
export function adviseOnMain({ puppet }: MainConfig, layers: readonly Layer[], dir: string): Problem[] {
  const near = puppets.includes(puppet) ? undefined : nearestWord(puppet, puppets)
  if (near === undefined) return []
  const message = both(
    `puppet「${puppet}」会被当作包名，是不是想写 ${near}？`,
    `taken for a package; did you mean ${near}?`,
  )
  return [place(layers, ['puppet'], 'value', message, 'warning', dir)]
}

interface Room {
  key: RoomKey
  group: CommunityKey
  topic: string
  parent: string | undefined
}

/** What only shows when all groups lie side by side: a key used twice, a parent that is missing or leads in a circle. */
export function checkRooms(groups: Record<CommunityKey, GroupConfig>, documents: Documents, dir: string): Problem[] {
  const rooms = Object.entries(groups).flatMap(([group, { rooms }]) =>
    Object.entries(rooms).map(([key, { topic, parent }]): Room => ({ key, group, topic, parent })),
  )
  const at = (
    group: CommunityKey,
    path: string[],
    part: 'key' | 'value',
    message: string,
    severity: Problem['severity'],
  ) => place(groupLayers(documents, group), path, part, message, severity, dir)
  return [
    ...Object.entries(groups).flatMap(([group, { charter }]) => {
      const message = both('charter.goal 是空的：多数群没想清楚为什么存在，写一句吧', 'a group without a goal')
      return charter.goal.trim() === '' ? [at(group, ['charter', 'goal'], 'value', message, 'warning')] : []
    }),
    ...rooms.flatMap((room, index) => {
      const first = rooms.slice(0, index).find(other => other.key === room.key)
      const message = both(`群的键 ${room.key} 在 groups/${first?.group}.yaml 里已经用了，换一个`, 'this key is taken')
      return first === undefined ? [] : [at(room.group, ['rooms', room.key], 'key', message, 'error')]
    }),
    ...rooms.flatMap((room, index) =>
      topicAdvice(room, rooms.slice(0, index)).map(message =>
        at(room.group, ['rooms', room.key, 'topic'], 'value', message, 'warning'),
      ),
    ),
    ...rooms.flatMap(room =>
      parentProblem(room, rooms).map(message =>
        at(room.group, ['rooms', room.key, 'parent'], 'value', message, 'error'),
      ),
    ),
  ]
}

function topicAdvice({ topic }: Room, before: readonly Room[]): string[] {
  if (topic.trim() === '')
    return [both('没有 topic，这个群只能用 /绑定 认出来', 'without a topic the room is found by /绑定 alone')]
  const same = before.find(other => other.topic === topic)
  return same === undefined ? [] : [both(`和 ${same.key} 同名，只能用 /绑定 认出来`, `the same topic as ${same.key}`)]
}

/** A circle is told once, at the first of its rooms. */
function parentProblem(room: Room, rooms: readonly Room[]): string[] {
  if (room.parent === undefined) return []
  const above = (key: RoomKey) => rooms.find(other => other.key === key)?.parent
  const keys = rooms.map(({ key }) => key)
  if (!keys.includes(room.parent)) {
    return [
      unknownWord(
        '群',
        room.parent,
        keys.filter(key => key !== room.key),
      ),
    ]
  }
  const chain = [room.key]
  for (let next: RoomKey | undefined = room.parent; next !== undefined; next = above(next)) {
    if (next === room.key) {
      const first = Math.min(...chain.map(key => keys.indexOf(key)))
      const circle = [...chain, room.key].join(' → ')
      const message = both(`parent 绕成了圈：${circle}，删掉其中一个 parent`, 'parents in a circle; remove one of them')
      return keys[first] === room.key ? [message] : []
    }
    if (chain.includes(next)) return []
    chain.push(next)
  }
  return []
}
