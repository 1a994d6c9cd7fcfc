import { stringify } from 'yaml'
import { z } from 'zod'
import { fullSchema, type PluginSchema } from '../../src/config/documents.js'
import { type Outline, outlineOf } from '../../src/config/outline.js'
import { groupConfig, kernelKeys, mainConfig } from '../../src/config/schema.js'

/** Every key of the YAML with its default and meaning, as Markdown: the second half of docs/config.md. */
export function configReference(plugins: readonly PluginSchema[]): string {
  const sections = [
    table('config/qunguan.yaml', outlineOf(mainConfig)),
    table('config/groups/NAME.yaml', outlineOf(groupConfig)),
    table('Keys of every plugin', outlineOf(z.strictObject(kernelKeys))),
    ...plugins
      .filter(({ name }) => name !== 'house')
      .map(({ name, schema }) => table(`config/plugins/${name}.yaml`, outlineOf(fullSchema(schema)), kernelsOwn)),
  ]
  return `${sections.join('\n')}\n`
}

/** What stands in the table of every plugin, unless this one has another default. */
function kernelsOwn(key: string, outline: Outline): boolean {
  const common = outlineOf(z.strictObject(kernelKeys)).properties?.[key]
  return common !== undefined && JSON.stringify(common.default) === JSON.stringify(outline.default)
}

function table(title: string, outline: Outline, leftOut: (key: string, outline: Outline) => boolean = () => false) {
  const rows = rowsOf(outline, '', leftOut).map(cells => `| ${cells.map(escaped).join(' | ')} |`)
  return ['', `### ${title}`, '', '| key | default | meaning |', '|---|---|---|', ...rows].join('\n')
}

function rowsOf(outline: Outline, path: string, leftOut: (key: string, outline: Outline) => boolean): string[][] {
  return Object.entries(outline.properties ?? {}).flatMap(([key, below]) => {
    const here = path === '' ? key : `${path}.${key}`
    if (leftOut(here, below)) return []
    const shapes = [below, ...(below.anyOf ?? [])]
    const inside = shapes.find(shape => shape.properties !== undefined)
    const row = [`\`${here}\``, defaultOf(below), meaningOf(below)]
    // Where further keys may stand beside these, the whole has a meaning of its own.
    const open = typeof inside?.additionalProperties === 'object' ? [row] : []
    if (inside !== undefined) return [...open, ...rowsOf(inside, here, () => false)]
    const items = shapes.map(shape => shape.items).find(isMap)
    if (items) return [row, ...rowsOf(items, `${here}[]`, () => false)]
    const values = shapes.map(shape => shape.additionalProperties).find(isMap)
    return values ? [row, ...rowsOf(values, `${here}.KEY`, () => false)] : [row]
  })
}

function isMap(outline: Outline | boolean | undefined): outline is Outline {
  return typeof outline === 'object' && outline.properties !== undefined
}

/** What the key says of itself, behind the values that it takes when it does not name them. */
function meaningOf({ description = '', enum: values = [] }: Outline): string {
  const unsaid = values.filter(value => !description.includes(String(value)))
  return unsaid.length === 0 ? description : `${values.map(value => `\`${value}\``).join(' | ')}：${description}`
}

/** As one would write it on one line of YAML, times of day in quotes. */
function defaultOf({ default: value }: Outline): string {
  if (value === undefined) return ''
  const yaml = stringify(value, { collectionStyle: 'flow', flowCollectionPadding: true, lineWidth: 0 })
  const quoted = yaml.replace(/(?<!")\b\d\d:\d\d(?:-\d\d:\d\d)?/g, '"$&"')
  return `\`${quoted.trim().replace('[ ', '[').replace(' ]', ']')}\``
}

function escaped(cell: string): string {
  return cell.replaceAll('|', '\\|')
}
