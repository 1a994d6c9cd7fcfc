import { lettersOf } from './places.js'

/** What a field holds, as far as its name tells; of `other` fields nothing is known but that they are not empty. */
export type FieldKind = 'place' | 'trade' | 'name' | 'company' | 'year' | 'other'

export interface Field {
  /** As it stands in the pattern: 地区. */
  name: string
  kind: FieldKind
}

/** The shape of a name card, read once from the YAML: `{地区}-{职业}-{姓名}`. */
export interface CardPattern {
  fields: readonly Field[]
  /** What stands before, between and behind the fields. One more than there are fields. */
  literals: readonly string[]
  /** Whole words of the literals (我是{姓名}): they part fields as separators do. */
  words: readonly string[]
  /** Signs of the literals, beside the usual separators. */
  signs: ReadonlySet<string>
  /** The pattern puts a field in brackets itself: then what stands in them is no note. */
  bracketed: boolean
}

const kinds: readonly (readonly [FieldKind, RegExp])[] = [
  ['year', /届|年级|入学|毕业年|^级$|^年$|年份|year|grade/],
  ['company', /公司|单位|企业|机构|学校|院校|组织|company|org|school/],
  [
    'place',
    /地区|区域|城市|地方|地点|省|所在地|坐标|家乡|籍贯|常住|位置|国家|^地$|^市$|city|region|place|location|country|^base$/,
  ],
  ['trade', /职业|行业|岗位|职位|职务|工作|身份|工种|领域|^业$|job|role|occupation|profession|industry|trade|title/],
  ['name', /姓名|名字|昵称|称呼|真名|本名|网名|花名|实名|艺名|笔名|^名$|^姓$|name|nick/],
]

/** Reads a pattern; undefined when it has no field, so that there is no rule. Fields that touch are one. */
export function readPattern(pattern: string): CardPattern | undefined {
  const fields: Field[] = []
  const literals: string[] = ['']
  for (const [piece] of pattern.matchAll(/\{[^{}]*\}|[^{}]+/g)) {
    const name = piece.startsWith('{') ? piece.slice(1, -1).trim() : undefined
    if (name === undefined) literals[literals.length - 1] = (literals.at(-1) ?? '') + piece
    else if (name !== '') addField(name)
  }
  if (fields.length === 0) return undefined
  const said = literals.join('\n')
  return {
    fields,
    literals,
    words: [...new Set(said.match(/[\p{L}\p{N}]+/gu) ?? [])],
    signs: new Set(said.match(/[^\p{L}\p{N}\s]/gu) ?? []),
    bracketed: /[()（）[\]【】「」<>《》]/.test(said),
  }

  function addField(name: string) {
    const last = fields.at(-1)
    if (last && literals.at(-1) === '') fields[fields.length - 1] = { name: `${last.name}${name}`, kind: 'other' }
    else {
      fields.push({ name, kind: kindOf(name) })
      literals.push('')
    }
  }
}

function kindOf(name: string): FieldKind {
  const letters = lettersOf(name)
  return kinds.find(([, words]) => words.test(letters))?.[0] ?? 'other'
}

/** A card of this shape; a field nothing is known of stands under its own name. */
export function fillPattern({ fields, literals }: CardPattern, values: readonly (string | undefined)[]): string {
  return fields.reduce(
    (card, { name }, index) => `${card}${values[index] ?? name}${literals[index + 1] ?? ''}`,
    literals[0] ?? '',
  )
}

/** Words that are never what somebody is, but what a form asks for: 地区, 职业, 姓名 and their kin. */
const formWords = new Set(
  `地区 区域 城市 地方 地点 省份 省市 所在地 坐标 家乡 籍贯 国家 地址 职业 行业 岗位 职位 职务 工作 身份 工种 领域 公司 单位 企业 姓名 名字 昵称 称呼 真名 真实姓名 本名 网名
  花名 实名 备注 群名片 名片 群昵称 格式 你的城市 你的职业 你的姓名 你的名字 city job name region occupation nickname`.split(
    /\s+/,
  ),
)

/** True when a value is only the name of a field: somebody copied the template. */
export function isFieldName({ fields }: CardPattern, value: string): boolean {
  const letters = lettersOf(value).replace(/^(?:群?名片|备注|格式|昵称)(?=.)/u, '')
  return letters !== '' && (formWords.has(letters) || fields.some(({ name }) => lettersOf(name) === letters))
}

/** XX, 某某, ***, 无, 123: something was typed, and nothing is said. */
export function isPlaceholder({ kind }: Field, value: string): boolean {
  if (
    /^[xX×＊*○〇●□?？.。…~～#＃^]+$/u.test(value) ||
    /^(?:某+[地人市县省甲乙丙]?|[xX×*]{2,}[市省县区岗职行业人士]{0,2})$/u.test(value)
  )
    return true
  if (/^(?:无|没有|未知|未填|待填|保密|不详|空|暂无|none|null|n\/?a)$/iu.test(value)) return true
  if (kind !== 'trade' && /^(?:test|测试)$/iu.test(value)) return true
  if (kind === 'year' || kind === 'other') return !/[\p{L}\p{N}]/u.test(value)
  return !/\p{L}/u.test(value)
}
