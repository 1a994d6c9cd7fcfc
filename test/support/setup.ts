import { lateAnswers } from './lines.js'

// Any tests on lines as they are on a busy machine, and on such as break:
// QUNGUAN_LATE=7 QUNGUAN_CUTS=400 npx vitest run test/scenarios.test.ts
const { QUNGUAN_LATE: seed, QUNGUAN_CUTS: cuts } = process.env
if (seed !== undefined) lateAnswers(Number(seed), cuts === undefined ? undefined : Number(cuts))
