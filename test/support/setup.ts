import fc from 'fast-check'
import { lateAnswers } from './lines.js'

const { QUNGUAN_LATE: late, QUNGUAN_CUTS: cuts, QUNGUAN_PROPERTIES: runs } = process.env

// Any tests on lines as they are on a busy machine, and on such as break:
// QUNGUAN_LATE=7 QUNGUAN_CUTS=400 npx vitest run test/scenarios.test.ts
if (late !== undefined) lateAnswers(Number(late), cuts === undefined ? undefined : Number(cuts))

// The same cases every time: a change is judged by itself, not by luck. Others, and as many as one likes of those
// properties that do not say how many: QUNGUAN_PROPERTIES=20000 npx vitest run test/text
fc.configureGlobal(runs === undefined ? { seed: 1 } : { numRuns: Number(runs) })
