import { args, type Board, type CommandCtx, dateOf, definePart, type Millis } from '../../../src/kernel/plugin.js'
import { type HealthConfig, healthConfig } from '../config.js'
import { moreText, placesShown, roomNamed } from '../places.js'
import { percent } from '../stage/classify.js'
import { type In, stageSeen } from '../stage/life.js'
import { checkLines, density, type Line, standing, sumOf, type Vitals } from './lines.js'
import { texts } from './texts.js'
import { vitalsOf } from './vitals.js'

/** WeChat locks accounts that send picture after picture: those of several rooms leave so far apart. */
const APART: Millis = 2 * 60_000

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
      args: args({ room: roomNamed() }),
      record: 'never',
      run: showCheckup,
    },
  ],
})

/** In private that is every room of the asker's; the pictures come one after the other. */
async function showCheckup(ctx: CommandCtx<HealthConfig>, { room }: { room: string | undefined }): Promise<void> {
  const shown = await placesShown(ctx, { typed: room, who: 'admin', command: '体检' })
  if (!shown) return
  const all = await Promise.all(
    shown.places.map(async at => {
      const vitals = await vitalsOf(at)
      const lines = checkLines(vitals)
      const text = [await headText(at, vitals), ...lines.map(line => lineText(at, line))].join('\n')
      return { at, vitals, lines, text }
    }),
  )
  const [first] = all
  if (!first) return
  const text = [...all.map(each => each.text), ...moreText(ctx, shown, '体检')].join('\n\n')
  await ctx.whisper(text, ctx.text('check.short', rateValues(first.at, first.vitals)))
  if (!ctx.caller.friend) return
  for (const [turn, { at, vitals, lines }] of all.entries()) {
    const name = ctx.text('check.file', {
      topic: at.room.name.replace(/[\\/:*?"<>|\s]/g, ''),
      date: dateOf(ctx.now(), at.zone),
    })
    const action = { act: 'file', member: ctx.caller.key, name, content: board(at, vitals, lines) } as const
    const notBefore = ctx.now() + turn * APART
    await at.act(action, { id: `checkup|${at.room.key}`, manner: 'reply', notBefore })
  }
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
  const staged = await stageSeen(ctx)
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
      label: ctx.text('check.row', { aspect: line.aspect, of: ctx.text(`check.bar.${line.bar.of}`) }),
      value: line.bar.value,
      share: line.bar.share ?? 0,
    })),
    note: ctx.text('check.note'),
  }
}
