// A plugin as others write them for Wechaty: knows nothing of Qunguan.
export function OrdinaryPlugin({ word }) {
  return bot => {
    bot.on('login', user => process.stderr.write(`ordinary plugin: ${word}, ${user.name()}\n`))
  }
}
