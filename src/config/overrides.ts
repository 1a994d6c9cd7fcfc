import { parse } from 'yaml'
import type { CommunityKey, RoomKey } from '../domain/keys.js'
import { explain, parseOptions, show, unknownWord } from './explain.js'
import type { QunguanConfig } from './load.js'
import { nearestBoolean, nearestNumber, nearestWord } from './nearest.js'
import { keysOf, type Outline, outlineAt, outlineOf, pathsTo } from './outline.js'
import { resolvePlugin, schemaOf } from './resolve.js'
import { isTree, mergeTrees, type Tree, treeAt, treeOf } from './tree.js'

/** Whose config an owner sets: a plugin's, for one room or for a whole community. */
export interface Whose {
  plugin: string
  community?: CommunityKey
  room?: RoomKey
  /** What the owner has set before, as written. */
  owner?: Tree
}

export type Override =
  | { ok: true; path: string[]; value: unknown }
  /** `message`: one short line for the owner, with an example. */
  | { ok: false; message: string }

/**
 * Checks what an owner typed for a key (`/配置 rules.ads.kickAt 80`) against the plugin's schema and everything set so far.
 * `value` is as the YAML would have it: lay `treeOf(path, value)` over what the owner set before. Full-width digits,
 * 开/关 and lists parted by spaces or 、 are understood.
 */
export function validateOverride(config: QunguanConfig, whose: Whose, path: string, text: string): Override {
  const plugins = config.plugins.map(({ name }) => name)
  if (!plugins.includes(whose.plugin))
    return { ok: false, message: inChinese(unknownWord('插件', whose.plugin, plugins)) }
  const schema = schemaOf(config, whose.plugin)
  const outline = outlineOf(schema)
  const keys = path.split('.').filter(key => key !== '')
  const here = keys.length === 0 ? undefined : outlineAt(outline, keys)
  if (here === undefined) return { ok: false, message: inChinese(unknownKey(outline, keys)) }
  if (keysOf(here).length > 0 && !isTree(readYaml(text)) && !here.anyOf) {
    const inner = keysOf(here).map(key => `${path}.${key}`)
    return { ok: false, message: `请写到具体一项：${inner.join('、')}` }
  }
  const { written } = resolvePlugin(config, whose.plugin, whose.community, whose.room, whose.owner)
  let refusal: string | undefined
  for (const value of readings(text, here)) {
    const parsed = schema.safeParse(mergeTrees(written, treeOf(keys, value)), parseOptions)
    if (parsed.success) return { ok: true, path: keys, value }
    refusal ??= explain(parsed.error, outline)[0]?.message
  }
  const example = `/配置 ${whose.plugin}.${keys.join('.')} ${show(treeAt(written, keys))}`
  return { ok: false, message: `${inChinese(refusal ?? '这个值不对')}。例：${example}` }
}

/** The path that a mistyped one (`ads.kikAt`, `kickAt`) was most likely meant to be. */
export function nearestKey(config: QunguanConfig, plugin: string, path: string): string | undefined {
  return nearPath(outlineOf(schemaOf(config, plugin)), path.split('.'))
}

function nearPath(outline: Outline, keys: readonly string[]): string | undefined {
  const right: string[] = []
  const [only] = keys.length === 1 ? pathsTo(outline, keys[0] ?? '') : []
  if (only !== undefined) return only.join('.')
  for (const key of keys) {
    const known = keysOf(outlineAt(outline, right) ?? {})
    const near = known.includes(key) ? key : nearestWord(key, known)
    if (near === undefined) return pathsTo(outline, keys.at(-1) ?? '')[0]?.join('.')
    right.push(near)
  }
  return right.join('.')
}

function unknownKey(outline: Outline, keys: readonly string[]): string {
  const near = keys.length === 0 ? undefined : nearPath(outline, keys)
  if (near !== undefined) return `没有 ${keys.join('.')} 这个键，应为 ${near}`
  return `可以写的键：${keysOf(outline).join('、')}`
}

/** What a text may stand for, the likeliest first. */
function readings(text: string, outline: Outline): unknown[] {
  const trimmed = text.trim()
  const types = [outline, ...(outline.anyOf ?? [])].map(({ type }) => type)
  const list = trimmed.split(/[\s,，、;；]+/).filter(item => item !== '')
  return [
    ...(types.includes('number') || types.includes('integer') ? [nearestNumber(trimmed)] : []),
    ...(types.includes('boolean') ? [nearestBoolean(trimmed)] : []),
    ...(types.includes('string') ? [trimmed, trimmed.normalize('NFKC')] : []),
    readYaml(trimmed),
    ...(types.includes('array') ? [list] : []),
  ].filter(value => value !== undefined)
}

function readYaml(text: string): unknown {
  try {
    return parse(text)
  } catch {
    return undefined // what is no YAML may still be a text or a list
  }
}

/** Problems are told in both languages; a chat has room for one. */
function inChinese(message: string): string {
  return message.replace(/（[^（）]*）$/, '')
}
