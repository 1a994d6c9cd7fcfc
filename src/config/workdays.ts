import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { type Workdays, type WorkdayTable, workdaysOf } from '../domain/workdays.js'
import { checkLayers } from './check.js'
import { both, type Problem } from './problems.js'
import { readSource, type Source } from './source.js'

/** Of a leap year; which days a year really has, the table's file decides. */
const LEAP = 2024

const dayOfYear = (text: string) => {
  const date = new Date(`${LEAP}-${text}T00:00:00Z`)
  return /^\d\d-\d\d$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().slice(5, 10) === text
}

const stretch = z.string().transform((text, context) => {
  const [from = '', to = from, ...more] = text.split('..')
  if (dayOfYear(from) && dayOfYear(to) && from <= to && more.length === 0) return { from, to }
  context.addIssue({
    code: 'custom',
    message: both(
      `「${text}」不是放假的日子，写法如 10-01..10-07 或 06-10`,
      'days off are written 10-01..10-07 or 06-10',
    ),
    input: text,
  })
  return z.NEVER
})

const workday = z.string().refine(dayOfYear, {
  error: issue => both(`「${issue.input}」不是日期，写法如 10-10`, 'a day is written 10-10'),
})

/** config/workdays/YEAR.yaml. */
const tableSchema = z.strictObject({
  holidays: z.record(z.string(), stretch).default({}),
  workdays: z.array(workday).default([]),
})

/** Whether a file's name, without its ending, is a year's. */
export function isYear(name: string): boolean {
  return /^20\d\d$/.test(name)
}

/**
 * The calendar of workdays: the tables that ship, and the operators' own in place of those of the same years.
 * @param documents what `workdays/YEAR.yaml` says, by year
 */
export function readWorkdays(
  documents: Readonly<Record<string, readonly Source[]>>,
  dir: string,
): { workdays: Workdays; problems: Problem[] } {
  const tables = new Map(shippedTables())
  const problems: Problem[] = []
  for (const [year, sources] of Object.entries(documents)) {
    const layers = sources.map(source => ({
      name: 'qunguan.yaml' as const,
      source,
      root: ['workdays', year],
      at: [],
    }))
    const { value, problems: found } = checkLayers(tableSchema, layers, dir)
    problems.push(...found)
    if (value) tables.set(Number(year), value)
  }
  return { workdays: workdaysOf(tables), problems }
}

let shipped: ReadonlyMap<number, WorkdayTable> | undefined

/** The tables beside the program, read once. */
function shippedTables(): ReadonlyMap<number, WorkdayTable> {
  shipped ??= new Map(
    readdirSync(shippedFolder)
      .filter(name => name.endsWith('.yaml'))
      .map(name => {
        const { source } = readSource(name, readFileSync(`${shippedFolder}/${name}`, 'utf8'))
        return [Number.parseInt(name, 10), tableSchema.parse(source.value)]
      }),
  )
  return shipped
}

const shippedFolder = fileURLToPath(
  new URL(import.meta.url.includes('/dist/') ? '../../../config/workdays' : '../../config/workdays', import.meta.url),
)
