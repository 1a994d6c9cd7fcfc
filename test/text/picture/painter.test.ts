import { spawnSync } from 'node:child_process'
import { afterAll, describe, expect, it, vi } from 'vitest'
import type { Board } from '../../../src/domain/board.js'
import { Painter } from '../../../src/text/picture/painter.js'

const board: Board = { title: '签到榜', subtitle: '1月', figures: [], rows: [], note: '' }
const painters: Painter[] = []

/** A painter whose thread runs `answer` for each board; its pictures are what `answer` posts. */
function painterOf(answer: string, limits: ConstructorParameters<typeof Painter>[0] = {}): Painter {
  const code = `import { parentPort, threadId } from 'node:worker_threads'
    let count = 0
    const png = text => parentPort.postMessage({ png: new TextEncoder().encode(text) })
    parentPort.on('message', board => { count += 1; ${answer} })
    parentPort.postMessage({ ready: true })`
  const painter = new Painter(limits, new URL(`data:text/javascript,${encodeURIComponent(code)}`))
  painters.push(painter)
  return painter
}

/** What a thread said: its own number, and how many boards it had before and with this one. */
const whoAndHowMany = 'png(threadId + " " + count)'
const told = async (painting: Promise<Buffer>) => (await painting).toString().split(' ').map(Number)

afterAll(() => {
  for (const painter of painters) painter.close()
})

describe('the painter’s thread', () => {
  it('is one, and paints one board after the other', async () => {
    const painter = painterOf(whoAndHowMany)
    const all = await Promise.all([1, 2, 3].map(() => told(painter.paint(board))))
    expect(new Set(all.map(([thread]) => thread)).size).toBe(1)
    expect(all.map(([, count]) => count)).toEqual([1, 2, 3])
  })

  it('ends when no board comes for a while, and another begins with the next', async () => {
    const painter = painterOf(whoAndHowMany, { idle: 20 })
    await painter.paint(board)
    await vi.waitFor(
      async () => {
        // Each board puts the end off; the wait between two tries is longer than that.
        expect((await told(painter.paint(board)))[1]).toBe(1)
      },
      { interval: 200, timeout: 20_000 },
    )
  })

  it.each([
    ['ends', 'process.exit(1)'],
    ['throws', 'throw new Error("killed")'],
    ['cannot paint it', 'parentPort.postMessage({ problem: "no ink" })'],
  ])('%s at one board: that one is lost, the next is painted', async (_, end) => {
    const painter = painterOf(`if (board.title === 'bad') { ${end} } else ${whoAndHowMany}`)
    const [bad, good] = await Promise.allSettled([painter.paint({ ...board, title: 'bad' }), painter.paint(board)])
    expect(bad.status).toBe('rejected')
    expect(good.status).toBe('fulfilled')
  })

  it('is given up when a board takes too long', async () => {
    const painter = painterOf(`if (board.title === 'bad') for (;;) {} else ${whoAndHowMany}`, { painting: 1_000 })
    const [bad, good] = await Promise.allSettled([painter.paint({ ...board, title: 'bad' }), painter.paint(board)])
    expect(bad.status).toBe('rejected')
    expect(good.status).toBe('fulfilled')
  })

  it('that cannot begin fails the board alone', async () => {
    const painter = new Painter({}, new URL('data:text/javascript,throw new Error("no font")'))
    await expect(painter.paint(board)).rejects.toThrow('no font')
    await expect(painter.paint(board)).rejects.toThrow('no font')
  })

  it('keeps the process alive while it paints, and no longer', () => {
    const code = `
      import { Painter } from ${JSON.stringify(new URL('../../../dist/src/text/picture/painter.js', import.meta.url).href)}
      const png = await new Painter().paint(${JSON.stringify(board)})
      console.log(png.subarray(1, 4).toString())`
    const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' })
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'PNG\n' })
  })
})
