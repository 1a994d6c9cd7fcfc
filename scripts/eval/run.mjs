// Brings dist/ up to date, compiles training and evaluation beside it, and runs the latter on what is shipped.
//   npm run eval -- [--json] DIR
import { compile } from '../train/compile.mjs'

await compile()
await import('../../dist/scripts/eval/main.js')
