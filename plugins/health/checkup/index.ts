import { type Board, type CommandCtx, dateOf, definePart } from '../../../src/kernel/plugin.js'
import { type HealthConfig, healthConfig } from '../config.js'
import { percent } from '../stage/classify.js'
import { type In, stageOf } from '../stage/life.js'
import { checkLines, density, type Line, standing, sumOf, type Vitals } from './lines.js'
import { texts } from './texts.js'
import { vitalsOf } from './vitals.js'

/** What a group lives by, in five lines with one thing to do each. */
export const checkupPart = definePart(healthConfig, {
  texts,
  commands: [
    {
      names: ['体检', 'health'],
      bare: ['体检'],
      who: 'admin',
      in: 'anywhere',
      help: '五项看群好不好，各给一步',
      order: 61,
      record: 'never',
      run: showCheckup,
    },
  ],
})

async function showCheckup(ctx: CommandCtx<HealthConfig>): Promise<void> {
  const vitals = await vitalsOf(ctx)
  const lines = checkLines(vitals)
  const text = [await headText(ctx, vitals), ...lines.map(line => lineText(ctx, line))].join('\n')
  await ctx.whisper(text, ctx.text('check.short', rateValues(ctx, vitals)))
  if (!ctx.caller.friend) return
  const topic = ctx.room.name
  const name = ctx.text('check.file', {
    topic: topic.replace(/[\\/:*?"<>|\s]/g, ''),
    date: dateOf(ctx.now(), ctx.zone),
  })
  const content = board(ctx, vitals, lines)
  await ctx.act({ act: 'file', member: ctx.caller.key, name, content }, { id: 'checkup', manner: 'reply' })
}

function rateValues(ctx: In, vitals: Vitals): Record<string, string | number> {
  const { people, active, floor, good } = vitals
  const bounds = { floor: percent(floor), good: percent(good ?? floor) }
  const core = good === undefined
  const key = { below: core ? 'coreBelow' : 'below', within: core ? 'coreWithin' : 'within', above: 'above' }
  return {
    people,
    active,
    rate: percent(active / Math.max(1, people)),
    standing: ctx.text(`check.${key[standing(vitals)]}`, bounds),
  }
}

async function headText(ctx: In, vitals: Vitals): Promise<string> {
  const staged = await stageOf(ctx)
  const { week, known } = vitals
  const lines = [
    ctx.text('check.head', {
      topic: ctx.room.name,
      stage: staged === undefined ? '' : ctx.text('check.stage', { stage: staged.stage }),
      days: Math.round(ctx.config.window / 86_400_000),
      checkIns: sumOf(week, 'checkIns'),
      ...rateValues(ctx, vitals),
    }),
  ]
  const net = ctx.config.report.network ? density(week) : undefined
  if (net !== undefined) lines.push(ctx.text('check.network', { density: net }))
  if (known < 7) lines.push(ctx.text('check.new', { days: known }))
  return lines.join('\n')
}

function lineText(ctx: In, { aspect, figure, values, step }: Line): string {
  return ctx.text('check.line', {
    aspect,
    figure: ctx.text(`check.figure.${figure}`, { ...values }),
    step: ctx.text(`check.step.${step}`),
  })
}

function board(ctx: In, vitals: Vitals, lines: readonly Line[]): Board {
  const { people, active, week } = vitals
  const owner = lines.find(({ aspect }) => aspect === '运营')?.values['owner']
  const net = ctx.config.report.network ? density(week) : undefined
  const figure = (value: string, key: string) => ({ value, label: ctx.text(`check.${key}`) })
  return {
    title: ctx.text('check.title', { topic: ctx.room.name }),
    subtitle: dateOf(ctx.now(), ctx.zone),
    figures: [
      figure(`${percent(active / Math.max(1, people))}%`, 'figureActive'),
      figure(String(active), 'figureSpeakers'),
      ...(owner === undefined ? [] : [figure(`${owner}%`, 'figureOwner')]),
      ...(net === undefined ? [] : [figure(String(net), 'figureNetwork')]),
    ],
    rows: lines.map(line => ({
      label: `${line.aspect}  ${ctx.text(`check.step.${line.step}`)}`,
      value: line.share === undefined ? '–' : `${Math.round(100 * line.share)}%`,
      share: line.share ?? 0,
    })),
    note: ctx.text('check.note'),
  }
}
