// The whole test run: sees to a Redis server, checks the code as it stands, then runs the tests. The checks run side by
// side and all of them are heard out; the tests run only on code that passed. Arguments go to vitest:
//   npm test -- test/text
// The last line is "N passed, N failed", for whoever reads it by machine; a check that failed counts as one.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
/** Scripts of package.json, each of which can be run by itself. */
const checks = { format: 'format and lint', types: 'types', layers: 'layers', unused: 'dead code' }

// The tests start servers of their own; one elsewhere is not theirs to write to.
const { QUNGUAN_REDIS_URL: _, ...env } = process.env

process.exitCode = await main(process.argv.slice(2))

async function main(args) {
  const redis = await run('sh', ['scripts/ensure-redis.sh'], 'inherit')
  if (redis.code !== 0) return failedAt(['redis'])

  const found = await Promise.all(Object.entries(checks).map(check))
  const wrong = found.filter(name => name !== undefined)
  if (wrong.length > 0) return failedAt(wrong)

  return tests(args)
}

/** Runs one check and shows what it says only when it fails. Returns its name then. */
async function check([script, name]) {
  const begin = performance.now()
  const { code, output } = await run('npm', ['run', '--silent', `check:${script}`])
  const took = `${((performance.now() - begin) / 1000).toFixed(1)} s`
  if (code === 0) {
    console.log(`ok      ${name} (${took})`)
    return undefined
  }
  console.log(`${output.trimEnd()}\nFAILED  ${name} (${took}); alone: npm run check:${script}`)
  return name
}

async function tests(args) {
  const dir = mkdtempSync(join(tmpdir(), 'qunguan-results-'))
  const results = join(dir, 'results.json')
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`]
    const { code } = await run('npx', ['--no-install', 'vitest', 'run', ...reporters, ...args], 'inherit')
    const { passed, failed, lines } = read(results)
    // A run can fail with every test passed, by an error outside of any.
    const all = code === 0 ? failed : Math.max(failed, 1)
    // Once more and at the end: of a long log often only that is kept.
    for (const line of lines) console.log(`FAILED  ${line}`)
    if (all > 0) console.log('FAILED  tests; alone: npx vitest run')
    console.log(`${passed} passed, ${all} failed`)
    return all === 0 ? 0 : 1
  } finally {
    rmSync(dir, { recursive: true })
  }
}

/** Counts tests, and as one failure each file that failed without any of its tests doing so; a line for each failure. */
function read(results) {
  let report
  try {
    report = JSON.parse(readFileSync(results, 'utf8'))
  } catch (error) {
    return { passed: 0, failed: 1, lines: [`vitest left no results: ${error.message}`] }
  }
  const lines = report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(root, name)
    const failed = assertionResults.filter(test => test.status === 'failed')
    if (failed.length === 0) return status === 'failed' ? [`${file}: ${beginning(message)}`] : []
    return failed.map(test => `${file} > ${test.fullName}: ${beginning(test.failureMessages[0])}`)
  })
  return { passed: report.numPassedTests, failed: lines.length, lines }
}

/** What is said first of why. */
function beginning(message = '') {
  return message.slice(0, 500).replaceAll('\n', '\n        ')
}

function failedAt(stages) {
  console.log(`FAILED  ${stages.join(', ')}; the tests were not run`)
  console.log(`0 passed, ${stages.length} failed`)
  return 1
}

/** Runs a program in the checkout, without input. Its output is passed on or kept. */
function run(command, args, output = 'pipe') {
  const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', output, output] })
  let text = ''
  const keep = chunk => {
    text += chunk
  }
  child.stdout?.setEncoding('utf8').on('data', keep)
  child.stderr?.setEncoding('utf8').on('data', keep)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => resolve({ code: code ?? 1, output: text }))
  })
}
