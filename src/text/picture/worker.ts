import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import { initWasm, Resvg } from '@resvg/resvg-wasm'

/*
 * The thread in which one board is painted: it is told an SVG when it is started, answers with a PNG and ends, and with it
 * goes the memory of the font. Everything is read from node_modules, nothing over a network.
 */
// Of the fonts' package only its entry may be resolved; the files lie beside it.
const fonts = new URL('../fonts/', import.meta.resolve('@embedpdf/fonts-sc'))
const font = (weight: string) => readFileSync(new URL(`NotoSansHans-${weight}.otf`, fonts))

await initWasm(readFileSync(fileURLToPath(import.meta.resolve('@resvg/resvg-wasm/index_bg.wasm'))))
const painted = new Resvg(workerData as string, {
  font: {
    fontBuffers: [font('Regular'), font('Bold')],
    defaultFontFamily: 'Noto Sans Hans',
  },
}).render()
const png = painted.asPng()
parentPort?.postMessage(png, [png.buffer as ArrayBuffer])
