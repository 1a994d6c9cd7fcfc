// The floors of the house: imports only go down, and neighbours on a floor do not import each other. docs/architecture.md
// tells why; this enforces it (`npm run check:layers`).

/** From the roof to the ground. What stands side by side shares an array. */
const floors = [
  [{ name: 'cli', path: '^src/cli(/|\\.ts$)' }],
  [{ name: 'sandbox', path: '^src/sandbox/' }],
  [{ name: 'app', path: '^src/(app|app-options|assembly|index|plugin-schemas)\\.ts$' }],
  [{ name: 'plugins', path: '^plugins/' }],
  [{ name: 'kernel', path: '^src/kernel/' }],
  [
    { name: 'chat', path: '^src/chat/' },
    { name: 'config', path: '^src/config/' },
    { name: 'queue', path: '^src/queue/' },
  ],
  [
    { name: 'redis', path: '^src/redis/' },
    { name: 'text', path: '^src/text/' },
  ],
  [{ name: 'domain', path: '^src/domain/' }],
]

/** For each part: no import of a floor above it, nor of a neighbour. */
const onlyDown = floors.flatMap((floor, height) =>
  floor.flatMap(part => {
    const outOfReach = [...floors.slice(0, height).flat(), ...floor.filter(other => other !== part)]
    if (outOfReach.length === 0) return []
    return {
      name: `${part.name}-looks-down`,
      comment: `${part.name} imports the floors below it alone: not ${outOfReach.map(other => other.name).join(', ')}.`,
      severity: 'error',
      from: { path: part.path },
      to: { path: outOfReach.map(other => other.path) },
    }
  }),
)

const wechaty = '(^|node_modules/)wechaty'
const bullmq = '(^|node_modules/)bullmq(/|$)'

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...onlyDown,
    {
      name: 'on-a-floor',
      comment: 'Every source belongs to a floor; a new folder is entered in this file.',
      severity: 'error',
      from: { path: '^src/', pathNot: floors.flat().map(part => part.path) },
      to: {},
    },
    {
      name: 'plugin-sees-the-contract-alone',
      comment:
        'A plugin imports src/kernel/plugin.ts and its own folder, nothing else: what it needs, the contract offers.',
      severity: 'error',
      from: { path: '^plugins/([^/]+)/' },
      to: { pathNot: ['^plugins/$1/', '^src/kernel/plugin\\.ts$'] },
    },
    {
      name: 'examples-see-the-package-alone',
      comment: 'What stands in examples/ works in a project of its own.',
      severity: 'error',
      from: { path: '^examples/([^/]+)/' },
      to: { path: '^(src|plugins|test|scripts)/', pathNot: '^src/index\\.ts$' },
    },
    {
      name: 'plugins-are-listed-once',
      comment:
        'Plugins reach the house through plugins/index.ts. A command of the terminal may ask pure logic of one directly.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli(/|\\.ts$)' },
      to: { path: '^plugins/', pathNot: '^plugins/index\\.ts$' },
    },
    {
      name: 'plugins-are-handed-in',
      comment: 'The sandbox is given its plugins; only the command line and the app name those that ship.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/cli(/|\\.ts$)', '^src/(app|index|plugin-schemas)\\.ts$'] },
      to: { path: '^plugins/' },
    },
    {
      name: 'wechaty-at-the-edge',
      comment:
        'Wechaty is known to the chat edge, to the sandbox that plays it, and to the two files that wire the app.',
      severity: 'error',
      from: { path: '^(src|plugins)/', pathNot: ['^src/(chat|sandbox)/', '^src/(app|app-options|index)\\.ts$'] },
      to: { path: wechaty },
    },
    {
      name: 'bullmq-in-the-queue',
      comment: 'BullMQ is known to the queue alone.',
      severity: 'error',
      from: { path: '^(src|plugins)/', pathNot: ['^src/queue/'] },
      to: { path: bullmq },
    },
    {
      name: 'no-tests-in-sources',
      severity: 'error',
      from: { path: '^(src|plugins|bin)/' },
      to: { path: '^test/' },
    },
    {
      name: 'shipped-imports-are-dependencies',
      comment: 'What the bot imports when it runs is under "dependencies" in package.json.',
      severity: 'error',
      from: { path: '^(src|plugins|bin|scripts/build\\.mjs$)' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'resolves',
      comment: 'dist/ is made when it is first wanted.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(\\.\\./)+dist/' },
    },
    {
      name: 'no-circles',
      comment: 'Two files that need each other when they load are one idea, or three. Types may refer to each other.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'require', 'default'],
    },
    exclude: { path: '^dist/' },
  },
}
