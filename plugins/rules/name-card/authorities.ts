import { isChineseName, isLikeName } from './names.js'
import type { CardPattern } from './pattern.js'
import { isPlace, lettersOf } from './places.js'

/*
 * Names that say: I speak for the company, the state or the platform. Owner and admins by name are the house's business
 * (it knows their names); this is about those whom everybody knows.
 */

/** Whom nobody in a group can speak for, whatever stands beside it. */
const unmistakable =
  /官方|人工客服|在线客服|客服中心|客服热线|客服专线|专属客服|微信(?:团队|客服|安全|支付|助手|中心|平台)|腾讯(?:客服|安全|团队|公司客服)|支付宝(?:客服|安全|团队|中心)|(?:淘宝|天猫|京东|拼多多|抖音|快手|美团|闲鱼|小红书|滴滴|银行|银联|移动|联通|电信|平台|售后)(?:官方|客服中心|人工|安全中心)|反诈中心|反诈骗|网警|网安(?:支队|大队)|公安(?:部|厅|局|机关|网)|派出所|检察院|人民法院|人民政府|税务局|社保局|医保局|银保监|证监会|(?:中国)?人民银行|国家反诈|系统(?:管理员|通知|消息|提示)|安全中心|群(?:官方|客服|助理|管家|机器人)|平台客服|注销中心/

/** Companies and offices by name and number. */
const organisation =
  /中国移动|中国联通|中国电信|中国广电|国家电网|南方电网|顺丰|申通|圆通|中通|韵达|邮政|菜鸟|中国银联|腾讯|微信|支付宝|蚂蚁金服|淘宝|天猫|京东|拼多多|抖音|快手|美团|滴滴|闲鱼|小红书|百度|阿里巴巴|银行|银联|公安|警方|警察局|法院|税务|社保|医保|海关|政府|^(?:10000|10010|10086|10099|12306|12315|12321|12345|12377|12381|12386|95\d{3}|96110|110|119|120)$/

/** What somebody is called who speaks for an organisation. */
const spokesman = /客服|官方|团队|中心|热线|专线|助手|管理员|系统|安全|通知|人工|认证|审核|售后|服务/

/** A name that is nobody's but an office's. */
const office =
  /^(?:在线|人工|专属|售后|平台|官方)?客服.{0,2}$|^(?:群主|群管理?|群管理员|管理员|超级管理员|系统|系统管理员|官方|官方账号|公安|警察|民警|法院|政府|微信|腾讯|支付宝|人工服务|服务中心|10086|10010|10000|12306|12345|110|120|119|96110|95\d{3}|中国(?:移动|联通|电信|广电|银联|.{0,3}银行)|(?:工商|建设|农业|交通|招商|浦发|中信|光大|民生|邮储|平安|兴业)银行|国家电网|反诈)$/

/** What no person is, whatever his name and wherever he lives. */
const never = /官方(?:客服|团队|账号|助手|认证|平台|人员)|微信团队|微信客服|腾讯客服|支付宝客服|反诈中心客服/

/** A name that is an office's, also one we never heard of: 工商银行客服. */
function isOffice(name: string): boolean {
  return office.test(name) || /^.{2,8}客服$/.test(name)
}

/**
 * Whether a card (its values, or a nickname as one) claims to be an authority, a company or its customer service. Somebody
 * with a person's name who lives somewhere, or whose company the pattern asks for, may work for any of them: 深圳-客服-张三,
 * 北京-公安-李雷, 张三｜腾讯.
 */
export function claimsAuthority(values: readonly string[], { fields }: Pick<CardPattern, 'fields'>): boolean {
  const read = values.map(lettersOf).filter(value => value !== '')
  const all = read.join('')
  if (never.test(all)) return true
  const isPerson = read.length > 1 && values.some(value => isChineseName(value) && !office.test(lettersOf(value)))
  const company = fields.some(({ kind }) => kind === 'company')
  if (isPerson && company) return holdsOfficeHere(values, fields)
  if (read.length > 2 && values.some(isPlace) && (isPerson || isLikeName(values.at(-1) ?? '')))
    return holdsOfficeHere(values, fields)
  if (unmistakable.test(all) || read.some(value => unmistakable.test(value))) return true
  const speaks = read.some(value => organisation.test(value)) && read.some(value => spokesman.test(value))
  if (isPerson) return speaks || read.some(value => office.test(value))
  return speaks || isOffice(read.at(-1) ?? '') || isOffice(all)
}

/** 深圳-产品-群主: who has a person's name elsewhere on the card, and an office where his own name belongs. */
function holdsOfficeHere(values: readonly string[], fields: CardPattern['fields']): boolean {
  const at = fields.findIndex(({ kind }) => kind === 'name')
  return (
    values.length === fields.length &&
    isOffice(lettersOf(values[at] ?? '')) &&
    !fields.some(({ kind }) => kind === 'company')
  )
}
