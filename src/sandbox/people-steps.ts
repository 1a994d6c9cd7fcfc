import type { Millis } from '../domain/events.js'
import type { PictureSpec } from './pictures.js'
import type { Step } from './scenario-format.js'
import { lastClock } from './when.js'
import type { World } from './world.js'

/**
 * Does in the world what the people of a step do (and what WeChat does, for `refuse`). False for the steps that are none
 * of theirs. Throws a WorldError for what nobody could do on WeChat.
 */
export function doPeoplesStep(world: World, step: Step, now: Millis, zone: string): boolean {
  switch (step.kind) {
    case 'say': {
      const { sentAt, ...said } = step.body
      world.say(sentAt === undefined ? said : { ...said, sentAt: lastClock(sentAt, now, zone) })
      return true
    }
    case 'dm':
      world.dm(step.body)
      return true
    case 'image': {
      const { room, who } = step.body
      const picture = pictureOf(step.body)
      world.image(room === undefined ? { dm: true, who, picture } : { room, who, picture })
      return true
    }
    case 'card': {
      const { room, who, of, official = '' } = step.body
      world.card(of === undefined ? { room, who, official } : { room, who, of })
      return true
    }
    case 'link':
      world.link(step.body)
      return true
    case 'mini':
      world.mini(step.body)
      return true
    case 'voice':
      world.voice(step.body)
      return true
    case 'file':
      world.file(step.body)
      return true
    case 'recall':
      world.recall(step.body)
      return true
    case 'join':
      world.join(step.body)
      return true
    case 'pull':
      world.pull(step.body)
      return true
    case 'leave':
      for (const who of step.body.who) world.leave({ room: step.body.room, who })
      return true
    case 'rename':
      world.rename(step.body)
      return true
    case 'setCard':
      world.setCard(step.body)
      return true
    case 'topic':
      world.topic(step.body)
      return true
    case 'friend':
      world.friend(step.body)
      return true
    case 'accept':
      world.accept(step.body)
      return true
    case 'decline':
      world.decline(step.body)
      return true
    case 'refuse':
      world.refuse(step.body)
      return true
    default:
      return false
  }
}

function pictureOf({ qr, broken, bytes }: Extract<Step, { kind: 'image' }>['body']): PictureSpec {
  const size = bytes === undefined ? {} : { bytes }
  if (qr !== undefined) return { qr, ...size }
  return broken ? { broken, ...size } : { noise: true, ...size }
}
