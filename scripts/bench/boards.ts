import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { initWasm, Resvg } from '@resvg/resvg-wasm'
import { standingsOf, standingsPicture } from '../../plugins/check-in/board/standings.js'
import { checkInConfig } from '../../plugins/check-in/config.js'
import { writeMonth } from '../../plugins/check-in/ledger.js'
import type { In } from '../../plugins/check-in/standing.js'
import type { Board } from '../../src/domain/board.js'
import { workdaysOf } from '../../src/domain/workdays.js'
import { storeAt } from '../../src/kernel/store.js'
import { connect } from '../../src/redis/connect.js'
import { startScratch } from '../../src/redis/scratch.js'
import { draw } from '../../src/text/picture/draw.js'
import { Painter } from '../../src/text/picture/painter.js'
import { inTurn, measured, type Result, type Tell, timed } from './measure.js'
import { personOf } from './person.js'

const MEMBERS = 500
const MONTHS = ['2029-11', '2029-12', '2030-01']
const DAY = 86_400_000

/** What a month's board of a full room costs: reckoning it up from the ledger, and painting it. */
export async function boards(tell: Tell): Promise<Result[]> {
  const scratch = await startScratch()
  const redis = connect({ socket: scratch.socket })
  const store = storeAt(redis, 'qg:bench', 'check-in', 'g1')
  const keys = Array.from({ length: MEMBERS }, (_, n) => `m${n + 1}`)
  for (const [n, key] of keys.entries()) {
    for (const month of MONTHS) await store.hash(`days:${key}`).set(month, writeMonth(linesOf(month, n)))
  }
  const ctx = contextOf(store, keys)
  const reckoned = () => timed(async () => void (await standingsOf(ctx, '2030-01', '2030-01-31')))
  const raw = () =>
    timed(async () => {
      const reads = redis.pipeline()
      for (const key of keys) reads.hget(store.key(`days:${key}`), '2030-01')
      await reads.exec()
    })
  const { a, b } = await inTurn(reckoned, raw, { tell })
  const board = standingsPicture(
    (key, values) => Object.values(values ?? {}).join(' ') || key,
    await standingsOf(ctx, '2030-01', '2030-01-31'),
    {
      topic: '社群实战1群',
      month: '1月',
    },
  )
  await redis.quit()
  await scratch.stop()
  return [
    {
      ...measured(
        `a month's board of ${MEMBERS} members, with everybody's streak`,
        'ms',
        a.map(({ ms }) => ms),
      ),
      goal: '< 20',
      against: measured(
        `the same ${MEMBERS} months read raw in one pipeline`,
        'ms',
        b.map(({ ms }) => ms),
      ),
    },
    ...(await painted(board, tell)),
  ]
}

/** In the thread that is kept, in a new one, and as resvg would do it by itself: with the whole font for every picture. */
export async function painted(board: Board, tell: Tell): Promise<Result[]> {
  const require = createRequire(import.meta.url)
  await initWasm(readFileSync(require.resolve('@resvg/resvg-wasm/index_bg.wasm')))
  const folder = new URL('../fonts/', import.meta.resolve('@embedpdf/fonts-sc'))
  const fontBuffers = ['Regular', 'Bold'].map(weight => readFileSync(new URL(`NotoSansHans-${weight}.otf`, folder)))
  const kept = new Painter()
  const warm = () => timed(async () => void (await kept.paint(board)))
  const cold = () =>
    timed(async () => {
      const painter = new Painter()
      await painter.paint(board)
      painter.close()
    })
  const whole = () =>
    timed(
      async () =>
        void new Resvg(draw(board), { font: { fontBuffers, defaultFontFamily: 'Noto Sans Hans' } }).render().asPng(),
    )
  const first = await inTurn(warm, whole, { tell })
  const second = await inTurn(cold, whole, { tell })
  kept.close()
  const against = (runs: readonly { ms: number }[]) =>
    measured(
      'resvg with the whole font for each picture',
      'ms',
      runs.map(({ ms }) => ms),
    )
  return [
    {
      ...measured(
        'its picture',
        'ms',
        first.a.map(({ ms }) => ms),
      ),
      goal: '< 300',
      against: against(first.b),
    },
    {
      ...measured(
        'its picture, the first of a new thread',
        'ms',
        second.a.map(({ ms }) => ms),
      ),
      against: against(second.b),
    },
  ]
}

/** Somebody's month: he came on all days but every so many. */
function linesOf(month: string, n: number): Map<string, { at: number; window: string }[]> {
  const first = Date.parse(`${month}-01`)
  const dates = Array.from({ length: 30 }, (_, at) => first + at * DAY).filter(
    (_, at) => (at + n) % (2 + (n % 29)) !== 0,
  )
  return new Map(
    dates.map(at => [new Date(at).toISOString().slice(0, 10), [{ at: at - 2 * 3_600_000, window: '早起' }]]),
  )
}

/** As much of a context as a board asks for. */
function contextOf(store: In['store'], keys: readonly string[]): In {
  const parts: Partial<In> = {
    config: checkInConfig.parse({}) as In['config'],
    store,
    lasting: store,
    zone: 'Asia/Shanghai',
    community: 'main',
    workdays: workdaysOf(new Map()),
    members: () => keys.map((key, n) => personOf(key, `成员${n + 1}`)),
  }
  return parts as In
}
