import type { MemberKey, Millis, Store } from '../../../src/kernel/plugin.js'

/** Whoever asks is answered within this; a card shared later is nobody's answer. */
const ANSWERED_WITHIN: Millis = 10 * 60_000

/** Somebody asked for a card or a contact: when, and whether he was a newcomer. */
interface Request {
  at: Millis
  newcomer: boolean
}

/** `PREFIX:p:rules:ROOM:asked-for-cards` hash member → Request; forgotten when the next one asks after it is over. */
const requests = (store: Store) => store.hash<Request>('asked-for-cards')

/** Records that somebody asked. */
export async function noteRequest(store: Store, member: MemberKey, request: Request): Promise<void> {
  const asked = requests(store)
  for (const [who, { at }] of await asked.all()) if (at + ANSWERED_WITHIN < request.at) await asked.delete(who)
  await asked.set(member, request)
}

/**
 * Whether what somebody shares now was asked for: by somebody else, within ten minutes. A newcomer's asking excuses no other
 * newcomer, who may be his accomplice.
 */
export async function wasAskedFor(
  store: Store,
  { member, newcomer, at }: { member: MemberKey; newcomer: boolean; at: Millis },
): Promise<boolean> {
  const asked = await requests(store).all()
  return [...asked].some(
    ([who, request]) =>
      who !== member && request.at <= at && at - request.at < ANSWERED_WITHIN && !(newcomer && request.newcomer),
  )
}

/** Those whom people look for, and the words for how to reach them. */
const sought =
  '律师|医生|牙医|中医|老师|家教|教练|师傅|月嫂|育儿嫂|保姆|阿姨|钟点工|保洁|搬家|装修|设计师|摄影|化妆|会计|代账|财务|中介|房东|开锁|维修|翻译|程序员|外包|猎头|人事|厂家|工厂|供应商|货代|司机|驾校|咨询|签证|保险|顾问|经纪|公司|机构|渠道|资源|名片|微信|联系方式|电话|靠谱|[做懂会搞干修][^，。！？\\n]{1,8}的(?!人?吗)'

const asking = [
  // 谁认识靠谱的律师 · 有人认识房东吗
  /(?:谁|哪位|有人|有没有人|大家|各位)[^，。！？\n]{0,6}认识/,
  // 谁能推荐个牙医 · 求推荐 · 介绍一位律师 · 求个名片
  /(?:谁|哪位|有人|有没有人|大家|各位)[^，。！？\n]{0,8}(?:推荐|介绍)/,
  /求[^，。！？\n]{0,12}(?:推荐|介绍|名片|微信|联系方式)/,
  /(?:推荐|介绍)(?:一下|一?个|一位|几个|几位)/,
  // 有没有做装修的 · 哪位有房东的微信 · 想找个靠谱的月嫂
  new RegExp(`(?:谁|哪位|哪里|有没有|有无|求|急需|想找|要找|找个|找一[个位])[^，。！？\\n]{0,12}(?:${sought})`),
  // 名片推我 · 把他的微信发我一下 · 推我一下他的名片
  /(?:名片|微信|联系方式|电话)[^，。！？\n]{0,6}(?:推|发|给|甩|转)(?:给)?(?:我|一下|下|群里|过来)/,
  /(?:推|发|给|甩|转)(?:给)?(?:我|一下|下|个|一个|一张)[^，。！？\n]{0,10}(?:名片|微信|联系方式)/,
  /怎么(?:联系|加)(?:他|她|ta|上|到)/i,
]

/** Whether a text asks others for somebody's card or contact. It only excuses what follows, so it may hear too much. */
export function asksForSomebody(text: string): boolean {
  return text.length <= 200 && asking.some(pattern => pattern.test(text))
}

export async function mergeRequests(store: Store, from: MemberKey, into: MemberKey): Promise<void> {
  const request = await requests(store).get(from)
  if (!request) return
  await requests(store).update(into, known => (known && known.at > request.at ? known : request))
  await requests(store).delete(from)
}

export async function exportRequests(store: Store, member: MemberKey): Promise<unknown> {
  const request = await requests(store).get(member)
  return request && { askedForACard: request.at }
}

export async function eraseRequests(store: Store, member: MemberKey): Promise<void> {
  await requests(store).delete(member)
}
