// A plugin as others write them for Wechaty, with a mistake: where nobody catches it, it throws.
export function BurstingPlugin({ word }) {
  return bot => {
    bot.on('message', message => {
      if (message.text() === word) setTimeout(() => JSON.parse('{'), 0)
    })
  }
}
