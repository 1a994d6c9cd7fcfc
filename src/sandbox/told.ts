import type { ActRecord } from './acts.js'
import type { Step } from './scenario-format.js'

/** What people and rooms are called by those who are in them. */
export interface Names {
  name(who: string): string
  topic(room: string): string
}

/** What the bot did, behind a ▸ so that a reader finds it. */
export function actWords(record: ActRecord, names: Names): string {
  return `${where(record, names)}▸ ${did(record, names)}`
}

/** What people do in a step, or what befalls the bot; undefined for steps that only wait or watch. */
export function stepWords(step: Step, names: Names): string | undefined {
  const who = (key: string) => names.name(key)
  const inRoom = (room: string, words: string) => `${names.topic(room)}  ${words}`
  switch (step.kind) {
    case 'say': {
      const { quote, mention = [] } = step.body
      const before = quote === undefined ? '' : `「${who(quote.who)}：${indented(quote.text)}」`
      const at = mention.map(key => `@${who(key)} `).join('')
      return inRoom(step.body.room, `${who(step.body.who)}：${before}${at}${indented(step.body.text)}`)
    }
    case 'dm':
      return `私聊  ${who(step.body.who)} → 小助：${indented(step.body.text)}`
    case 'image': {
      const { room, qr, broken } = step.body
      const picture = qr === undefined ? (broken ? '[坏图片]' : '[图片]') : `[图片：二维码 ${qr}]`
      return room === undefined
        ? `私聊  ${who(step.body.who)} → 小助：${picture}`
        : inRoom(room, `${who(step.body.who)}：${picture}`)
    }
    case 'card':
      return inRoom(
        step.body.room,
        `${who(step.body.who)}：[名片：${step.body.of === undefined ? `公众号 ${step.body.official}` : who(step.body.of)}]`,
      )
    case 'link':
      return inRoom(step.body.room, `${who(step.body.who)}：[链接：${step.body.title} ${step.body.url}]`)
    case 'mini':
      return inRoom(step.body.room, `${who(step.body.who)}：[小程序：${step.body.title}]`)
    case 'voice':
      return inRoom(step.body.room, `${who(step.body.who)}：[语音 ${step.body.seconds} 秒]`)
    case 'file':
      return inRoom(step.body.room, `${who(step.body.who)}：[文件：${step.body.name}]`)
    case 'recall':
      return `${who(step.body.who)} 撤回了一条消息`
    case 'join': {
      const { room, by, via } = step.body
      const names = step.body.who.map(who).join('、')
      if (via === 'qr') return inRoom(room, `${names} 扫${by === undefined ? '' : ` ${who(by)} 的`}码进群`)
      return inRoom(room, by === undefined ? `${names} 进群` : `${who(by)} 拉 ${names} 进群`)
    }
    case 'pull':
      return inRoom(step.body.room, `${who(step.body.by)} 把小助拉进群`)
    case 'leave':
      return inRoom(step.body.room, `${step.body.who.map(who).join('、')} 退群`)
    case 'rename':
      return `${who(step.body.who)} 改名为 ${step.body.name}`
    case 'setCard':
      return inRoom(step.body.room, `${who(step.body.who)} 的群名片改为 ${step.body.card}`)
    case 'topic':
      return inRoom(step.body.room, `${who(step.body.who)} 把群名改为「${step.body.topic}」`)
    case 'friend':
      return `${who(step.body.who)} 申请加小助为好友${step.body.hello === undefined ? '' : `：${indented(step.body.hello)}`}`
    case 'accept':
      return inRoom(step.body.room, `${who(step.body.who)} 接受邀请`)
    case 'decline':
      return inRoom(step.body.room, `${who(step.body.who)} 不接受邀请`)
    case 'crash':
      return step.body.after === undefined ? '✕ 进程崩溃，重新启动' : undefined
    case 'down':
      return '✕ 进程离开'
    case 'relogin':
      return '⟳ 重新登录，所有编号都换了'
    case 'redis':
      return '⟳ Redis 重启'
    case 'reload':
      return '⟳ 保存新的配置'
    case 'operator':
      return `操作台  ${indented(step.body.text)}`
    default:
      return undefined
  }
}

function where(record: ActRecord, names: Names): string {
  if ('room' in record && record.room !== undefined) return `${names.topic(record.room)}  `
  return record.act === 'alert' ? '告警  ' : '私聊  '
}

function did(record: ActRecord, names: Names): string {
  switch (record.act) {
    case 'say':
      return `小助：${indented(record.text)}`
    case 'dm':
      return `小助 → ${names.name(record.who)}：${indented(record.text)}`
    case 'kick':
      return `移出 ${names.name(record.who)}`
    case 'invite':
      return `给 ${names.name(record.who)} 发入群邀请`
    case 'add':
      return `拉 ${names.name(record.who)} 进群`
    case 'create':
      return `建群「${record.topic}」：${record.who.map(who => names.name(who)).join('、')}`
    case 'topic':
      return `群名改为「${record.topic}」`
    case 'befriend':
      return `通过 ${names.name(record.who)} 的好友申请`
    case 'file':
      return `发文件 ${record.name}${record.who === undefined ? '' : ` → ${names.name(record.who)}`}`
    case 'image':
      return `发图片 ${record.name}${record.who === undefined ? '' : ` → ${names.name(record.who)}`}`
    case 'alert':
      return indented(record.text)
  }
}

/** Further lines of a text stand under its first. */
export function indented(text: string): string {
  return text.replaceAll('\n', '\n            ')
}
