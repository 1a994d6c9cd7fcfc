import { Command } from 'commander'

/**
 * The command line. Each command loads its own part on first use: `check` must not wait for Wechaty, which takes a second
 * to import.
 */
const program = new Command('qunguan').description('群管：照看微信群的机器人 (keeps WeChat groups healthy)')
const configOption = ['--config <dir>', '配置目录 (config directory)', 'config'] as const
const dataOption = ['--data <dir>', '数据目录 (data directory)', 'data'] as const

program
  .command('start')
  .description('登录微信，开始照看 (log in and keep the groups)')
  .option(...configOption)
  .option(...dataOption)
  .action(async options => (await import('./cli/start.js')).start(options))

program
  .command('init')
  .description('问几句话，写好一个群的配置 (a few questions, and the config of a group)')
  .option(...configOption)
  .action(async options => exit(await (await import('./cli/init.js')).init(options)))

program
  .command('demo')
  .description('看一个跑步群的一周 (a running club’s week in the sandbox)')
  .action(async () => exit(await (await import('./cli/demo.js')).demo()))

program
  .command('check')
  .description('检查配置，列出所有问题 (every problem of the config at once)')
  .option(...configOption)
  .option(...dataOption)
  .action(async options => exit(await (await import('./cli/check.js')).check(options)))

program
  .command('simulate')
  .description('在沙盒里演一遍剧本 (play scenarios against the whole bot)')
  .argument('<files...>', '剧本 (scenario files)')
  .option('--config <dir>', '配置目录 (takes the place of the shipped config)')
  .option('--json', '每行一个 JSON (one JSON object a line)')
  .option('--until-fail', '遇到第一个不符就停 (stop at the first expectation that fails)')
  .action(async (files, options) => exit(await (await import('./cli/simulate.js')).simulateFiles(files, options)))

program
  .command('classify')
  .description('读 JSON 行，判断是不是广告 (JSON lines in, verdicts out)')
  .option(...configOption)
  .action(async options => exit(await (await import('./cli/classify.js')).classify(options)))

program
  .command('claim')
  .description('给群主的认主码 (a one-time code for the owner of a community)')
  .argument('[community]', '社群的键 (key of the community)')
  .option(...configOption)
  .option(...dataOption)
  .action(async (community, options) => exit(await (await import('./cli/offline.js')).claim(community, options)))

program
  .command('doctor')
  .description('看看哪里不对 (what is wrong, and what to do)')
  .option('--quiet', '只用退出码回答 (exit code only)')
  .option(...configOption)
  .option(...dataOption)
  .action(async options => exit(await (await import('./cli/doctor.js')).doctor(options)))

program
  .command('backup')
  .description('把数据存成一个文件 (all data into one file)')
  .argument('<file>')
  .option(...configOption)
  .option(...dataOption)
  .action(async (file, options) => exit(await (await import('./cli/offline.js')).backupTo(file, options)))

program
  .command('restore')
  .description('从备份文件恢复 (data back from a backup)')
  .argument('<file>')
  .option('--force', '覆盖已有的数据 (replace what is there)')
  .option(...configOption)
  .option(...dataOption)
  .action(async (file, options) => exit(await (await import('./cli/offline.js')).restoreFrom(file, options)))

program
  .command('tell')
  .description('对运行中的机器人说一句运维命令，如 tell "/收群 1" (an operator’s command to the running bot)')
  .argument('<text>')
  .option(...configOption)
  .option(...dataOption)
  .action(async (text, options) => exit(await (await import('./cli/offline.js')).tell(text, options)))

for (const [name, text, about] of [
  ['pause', '/静音', '停止发言，照样记录 (nothing leaves, everything is recorded)'],
  ['resume', '/恢复', '恢复发言 (go on)'],
] as const) {
  program
    .command(name)
    .description(about)
    .argument('[span]', '多久，如 2h (how long)')
    .option(...configOption)
    .option(...dataOption)
    .action(async (span, options) =>
      exit(await (await import('./cli/offline.js')).tell(name === 'pause' && span ? `${text} ${span}` : text, options)),
    )
}

/** Leaves with a code, after what was printed is out. Commands that go on (start) do not call this. */
function exit(code: number): void {
  process.exitCode = code
  // Puppets and clients of dependencies may keep the loop alive; nothing of ours is pending here.
  process.stdout.write('', () => process.exit(code))
}

// Whoever reads has seen enough, as `| head` has.
process.stdout.on('error', error => {
  if (!('code' in error) || error.code !== 'EPIPE') throw error
  process.exit()
})

await program.parseAsync()
