import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CommunityKey, RoomKey } from '../domain/keys.js'
import type { Workdays } from '../domain/workdays.js'
import { checkLayers, type Layer, place } from './check.js'
import { type Documents, fullSchema, groupLayers, mainLayers, type PluginSchema, pluginLayers } from './documents.js'
import { unknownWord } from './explain.js'
import { fileRules } from './file-rules.js'
import { nearestWord } from './nearest.js'
import { both, inOrder, type Problem } from './problems.js'
import { adviseOnMain, checkRooms } from './rooms.js'
import { type GroupConfig, groupConfig, keyShape, type MainConfig, mainConfig } from './schema.js'
import { readSource, type Source, valueSource } from './source.js'
import { isTree, subtree, treeAt } from './tree.js'
import { isYear, readWorkdays } from './workdays.js'

export type { PluginSchema } from './documents.js'

/** One community, as its file describes it, without the plugins' overrides. */
type Community = Omit<GroupConfig, 'plugins' | 'rooms'> & {
  rooms: Record<RoomKey, Omit<GroupConfig['rooms'][string], 'plugins'>>
}

/** A config without errors. What a plugin's is for one room, `resolvePlugin` tells. */
export interface QunguanConfig {
  /** The config's directory, as it was given: lexicon and workdays lie beside the YAML. Empty: none. */
  dir: string
  main: MainConfig
  /** By the name of the file in groups/. */
  communities: Record<CommunityKey, Community>
  plugins: readonly PluginSchema[]
  /** Which days are worked, by the tables in workdays/. */
  workdays: Workdays
  documents: Documents
}

/** What all keys of this account in Redis begin with. */
export function prefixOf({ main }: QunguanConfig): string {
  return `qg:${main.account}`
}

/** `config` is there only without errors; `problems` holds warnings too, in the order of files and lines. */
export interface Loaded {
  config?: QunguanConfig
  problems: Problem[]
}

/**
 * Reads a config directory: qunguan.yaml, plugins/*.yaml, groups/*.yaml, workdays/*.yaml. What is missing means defaults.
 * @param options.groups false leaves groups/ out, as `simulate` does
 */
export function loadConfig(dir: string, plugins: readonly PluginSchema[], options?: { groups?: boolean }): Loaded {
  return loadConfigFrom(readFiles(dir, options), plugins, { dir })
}

/** What to say of a config directory that is not there: a slip of the pen and no wish for defaults. */
export function noSuchDirectory(dir: string): string | undefined {
  return existsSync(dir) ? undefined : `${dir}:1:1: 没有这个目录 (no such directory)\n`
}

/** The YAML files of a config directory, by their path below it. */
export function readFiles(dir: string, options?: { groups?: boolean }): Record<string, string> {
  const folders = ['', 'plugins', 'workdays', ...(options?.groups === false ? [] : ['groups'])]
  const paths = folders.flatMap(folder =>
    yamlFiles(join(dir, folder)).map(name => (folder ? `${folder}/${name}` : name)),
  )
  return Object.fromEntries(paths.map(path => [path, readFileSync(join(dir, path), 'utf8')]))
}

function yamlFiles(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true })
    return entries
      .filter(entry => !entry.isDirectory() && /^[^.].*\.ya?ml$/i.test(entry.name))
      .map(({ name }) => name)
      .sort()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

/**
 * Reads texts as the files of a config, by their path below its directory. With `base` they take the place of its files
 * of the same paths, and the others stay.
 */
export function loadConfigFrom(
  texts: Readonly<Record<string, string>>,
  plugins: readonly PluginSchema[],
  options: { dir?: string; base?: QunguanConfig } = {},
): Loaded {
  const { base, dir = base?.dir ?? '' } = options
  const documents: Writable = { main: [], plugins: {}, groups: {}, workdays: {}, ...base?.documents }
  documents.plugins = { ...documents.plugins }
  documents.groups = { ...documents.groups }
  documents.workdays = { ...documents.workdays }
  const problems: Problem[] = []
  for (const [path, text] of Object.entries(texts)) {
    const spot = spotOf(path, plugins)
    if (spot.wrong !== undefined) {
      problems.push({
        file: join(dir, path),
        line: 1,
        column: 1,
        path: spot.root,
        message: spot.wrong,
        severity: spot.severity,
      })
      continue
    }
    const { source, problems: found } = readSource(path, text)
    problems.push(...found.map((it): Problem => ({ file: join(dir, path), path: spot.root, severity: 'error', ...it })))
    put(documents, spot.root, [source])
  }
  return assemble(documents, plugins, dir, problems)
}

type Writable = { -readonly [K in keyof Documents]: Documents[K] }

function put(documents: Writable, [kind, name = '']: readonly string[], sources: readonly Source[]): void {
  if (kind === 'bot') documents.main = sources
  else if (kind === 'plugins') documents.plugins = { ...documents.plugins, [name]: sources }
  else if (kind === 'workdays') documents.workdays = { ...documents.workdays, [name]: sources }
  else documents.groups = { ...documents.groups, [name]: sources }
}

interface Spot {
  root: string[]
  wrong?: string
  severity: Problem['severity']
}

/** Which part of the config a file is. */
function spotOf(path: string, plugins: readonly PluginSchema[]): Spot {
  const names = plugins.map(({ name }) => name)
  const [, folder = '', name = '', ending = ''] = /^(?:(.*)\/)?([^/]*?)(\.[^./]*)?$/.exec(path) ?? []
  const error = (root: string[], wrong: string): Spot => ({ root, wrong, severity: 'error' })
  const root = folder === '' ? ['bot'] : [folder, name]
  if (ending !== '.yaml') return error(root, both(`这个文件不会被读到，改名为 ${name}.yaml`, 'rename it to .yaml'))
  if (folder === 'plugins') {
    return names.includes(name) ? { root, severity: 'error' } : error(root, unknownWord('插件', name, names))
  }
  if (folder === 'groups') {
    const wrong = both('文件名只用字母、数字、汉字、_ 和 -', 'letters, digits, _ and - only in the name')
    return keyShape.test(name) ? { root, severity: 'error' } : error(root, wrong)
  }
  if (folder === 'workdays') {
    const wrong = both('文件名是年份，如 2027.yaml', 'the name is a year, as 2027.yaml')
    return isYear(name) ? { root, severity: 'error' } : error(root, wrong)
  }
  if (path === 'qunguan.yaml') return { root, severity: 'error' }
  const near = nearestWord(name, ['qunguan', ...names])
  const right = near === 'qunguan' ? 'qunguan.yaml' : `plugins/${near}.yaml`
  return near === undefined
    ? { root, wrong: both('这个文件不会被读到', 'this file is never read'), severity: 'warning' }
    : error(root, both(`这个文件不会被读到，应为 ${right}`, `never read; did you mean ${right}?`))
}

/**
 * Lays values over a config, as a scenario's `config` and `reload` write them: maps merge, lists replace. Problems of
 * the values have line 0 and a path that begins as they do: `bot`, `plugins`, `groups`.
 */
export function fromObjects(
  values: { readonly bot?: unknown; readonly plugins?: unknown; readonly groups?: unknown },
  base: QunguanConfig,
): Loaded {
  const names = base.plugins.map(({ name }) => name)
  const documents: Writable = { ...base.documents }
  const problems: Problem[] = []
  const wrong = (file: string, path: string[], message: string) =>
    problems.push({ file, line: 0, column: 0, path, message, severity: 'error' })
  const lay = (file: string, root: string[], value: unknown, below: readonly Source[]) => {
    if (isTree(value)) put(documents, root, [...below, valueSource(file, value)])
    else if (value !== null && value !== undefined) wrong(file, root, both('应为「键: 值」', 'should be a map'))
  }
  const each = (kind: 'plugins' | 'groups', accept: (name: string) => string | undefined) => {
    const all = values[kind] ?? {}
    if (!isTree(all)) return wrong(kind, [kind], both('应为「名字: {…}」', 'should be a map'))
    for (const [name, value] of Object.entries(all)) {
      const file = `${kind}/${name}.yaml`
      const refusal = accept(name)
      if (refusal !== undefined) wrong(file, [kind, name], refusal)
      else lay(file, [kind, name], value, documents[kind][name] ?? [])
    }
  }
  lay('qunguan.yaml', ['bot'], values.bot, documents.main)
  each('plugins', name => (names.includes(name) ? undefined : unknownWord('插件', name, names)))
  each('groups', name => spotOf(`groups/${name}.yaml`, base.plugins).wrong)
  return assemble(documents, base.plugins, base.dir, problems)
}

/** Checks every document and every combination that some room will get. */
function assemble(documents: Documents, plugins: readonly PluginSchema[], dir: string, problems: Problem[]): Loaded {
  const main = checkLayers(mainConfig, mainLayers(documents), dir)
  problems.push(...main.problems)
  if (main.value !== undefined) problems.push(...adviseOnMain(main.value, mainLayers(documents), dir))
  for (const plugin of plugins) problems.push(...checkPlugin(plugin, plugins, documents, dir))

  const communities: Record<CommunityKey, Community> = {}
  const read: Record<CommunityKey, GroupConfig> = {}
  for (const key of Object.keys(documents.groups)) {
    const group = checkLayers(groupConfig, groupLayers(documents, key), dir)
    problems.push(...group.problems, ...checkOverrides(key, plugins, documents, dir))
    if (group.value === undefined) continue
    read[key] = group.value
    const { plugins: _, rooms, ...rest } = group.value
    const bare = Object.entries(rooms).map(([room, { plugins: _, ...about }]) => [room, about] as const)
    communities[key] = { ...rest, name: rest.name || key, rooms: Object.fromEntries(bare) }
  }
  problems.push(...checkRooms(read, documents, dir))
  const { workdays, problems: inTables } = readWorkdays(documents.workdays, dir)
  problems.push(...inTables)

  // Doubts about a file that has errors are mostly about what could not be read of it.
  const wrong = new Set(problems.flatMap(({ file, severity }) => (severity === 'error' ? [file] : [])))
  const ordered = inOrder(problems.filter(({ file, severity }) => severity === 'error' || !wrong.has(file)))
  if (main.value === undefined || ordered.some(({ severity }) => severity === 'error')) return { problems: ordered }
  return { config: { dir, main: main.value, communities, plugins, workdays, documents }, problems: ordered }
}

/** A plugin's config as its file, a community or a room has it. */
function checkPlugin(
  { name, schema, textKeys }: PluginSchema,
  plugins: readonly PluginSchema[],
  documents: Documents,
  dir: string,
  group?: CommunityKey,
  room?: RoomKey,
): Problem[] {
  const layers = pluginLayers(documents, name, group, room)
  const { value, problems } = checkLayers(fullSchema(schema), layers, dir)
  const { either, advise, others } = fileRules(schema)
  const advice = value === undefined ? [] : advise(value)
  // Only what the last layer says itself: the others were checked before it lay on them.
  const last = layers.slice(-1)
  const twice = last.flatMap(({ source, at }) => {
    const tree = subtree(source.value, at)
    const isSet = (key: string) => tree[key] !== undefined && tree[key] !== null
    return either.filter(keys => keys.every(isSet))
  })
  const texts =
    textKeys === undefined ? [] : last.flatMap(({ source, at }) => Object.keys(subtree(source.value, [...at, 'texts'])))
  const strangers = texts.filter(key => !textKeys?.includes(key))
  const laid = last.flatMap(layer => {
    const { source, at } = layer
    return others(subtree(source.value, at)).flatMap(path => {
      const settings = { ...layer, at: [...at, ...path] }
      return checkSettings(settings, plugins, target => pluginLayers(documents, target, group, room), dir)
    })
  })
  return [
    ...problems,
    ...laid,
    ...strangers.map(key => place(last, ['texts', key], 'key', unknownWord('文案', key, textKeys ?? []), 'error', dir)),
    ...advice.map(({ path, message }) => place(layers, path, 'value', message, 'warning', dir)),
    ...twice.map(([one, other]) =>
      place(
        last,
        [one],
        'key',
        both(`${one} 和 ${other} 只能写一个，删掉其中一个`, `set only one of ${one} and ${other}`),
        'error',
        dir,
      ),
    ),
  ]
}

/** Settings of other plugins, by their names, as if they lay over what those have; what is wrong without them is told elsewhere. */
function checkSettings(
  layer: Layer,
  plugins: readonly PluginSchema[],
  below: (target: string) => readonly Layer[],
  dir: string,
): Problem[] {
  const names = plugins.map(({ name }) => name)
  return Object.keys(subtree(layer.source.value, layer.at)).flatMap(name => {
    const target = plugins.find(plugin => plugin.name === name)
    if (target === undefined) return [place([layer], [name], 'key', unknownWord('插件', name, names), 'error', dir)]
    const layers = below(name)
    const schema = fullSchema(target.schema)
    if (checkLayers(schema, layers, dir).problems.length > 0) return []
    return checkLayers(schema, [...layers, { ...layer, at: [...layer.at, name] }], dir).problems
  })
}

/** The `plugins` of a group's file and of its rooms. */
function checkOverrides(
  group: CommunityKey,
  plugins: readonly PluginSchema[],
  documents: Documents,
  dir: string,
): Problem[] {
  const layers = groupLayers(documents, group)
  const keys = (path: string[]) => new Set(layers.flatMap(({ source }) => Object.keys(subtree(source.value, path))))
  const names = plugins.map(({ name }) => name)
  const within = (path: string[], room?: RoomKey) =>
    [...keys([...path, 'plugins'])].flatMap(name => {
      const here = [...path, 'plugins', name]
      const plugin = plugins.find(plugin => plugin.name === name)
      if (plugin === undefined) return [place(layers, here, 'key', unknownWord('插件', name, names), 'error', dir)]
      const written = layers.some(({ source }) => isTree(treeAt(source.value, here)))
      return written ? checkPlugin(plugin, plugins, documents, dir, group, room) : []
    })
  return [...within([]), ...[...keys(['rooms'])].flatMap(room => within(['rooms', room], room))]
}
