import {
  args,
  atLeast,
  BOT,
  type Ctx,
  choice,
  definePart,
  type MemberKey,
  person,
  type Store,
} from '../../src/kernel/plugin.js'
import { type AdmissionConfig, admissionConfig } from './config.js'
import { gatesOf } from './gate/records.js'

/** What the owner said of one person, whatever his role. */
interface Right {
  may: boolean
  at: number
}

/** `invite-right` hash `community|member` → Right, in the account's corner: it holds in all rooms of a community. */
const rightsOf = (store: Store) => store.at('account').hash<Right>('invite-right')

const row = (community: string, member: MemberKey) => `${community}|${member}`

/** Whether somebody may bring people in: by his own right, or by his role (`inviteRight` and every role above). */
export async function mayBringIn(ctx: Ctx<AdmissionConfig>, by: MemberKey): Promise<boolean> {
  const { role } = ctx.member(by)
  if (by === BOT || role === 'owner') return true
  // Who has yet to pass the gate himself opens it to nobody.
  if ((await gatesOf(ctx.store).get(by)) !== undefined) return false
  const own = await rightsOf(ctx.lasting).get(row(ctx.community, by))
  return own?.may ?? ctx.config.inviteRight.some(right => atLeast(role, right))
}

/** `/邀请权`: the owner gives one person the right to bring people in, or takes it from him. */
export const inviteRightPart = definePart(admissionConfig, {
  texts: {
    'zh-CN': {
      'invite.given': '{name} 现在可以直接拉人进来。',
      'invite.taken': '{name} 拉人要先经管理员了。',
      'invite.always': '群主和机器人一直可以拉人。',
      'invite.list': '可以直接拉人的：{roles}{more}',
      'invite.roles': '{roles}以上',
      'invite.also': '；另外还有 {names}',
      'invite.except': '；除了 {names}',
      'role.owner': '群主',
      'role.admin': '管理员',
      'role.kol': '核心成员',
      'role.trusted': '受信任的成员',
      'role.member': '群成员',
    },
    en: {
      'invite.given': '{name} may bring people in now.',
      'invite.taken': '{name} has to ask an admin before bringing people in.',
      'invite.always': 'The owner and the bot always may.',
      'invite.list': 'Who may bring people in: {roles}{more}',
      'invite.roles': '{roles} and above',
      'invite.also': '; and also {names}',
      'invite.except': '; but not {names}',
      'role.owner': 'the owner',
      'role.admin': 'admins',
      'role.kol': 'core members',
      'role.trusted': 'trusted members',
      'role.member': 'members',
    },
  },
  commands: [
    {
      names: ['邀请权', 'invite-right'],
      who: 'owner',
      in: 'room',
      help: '让某人可以直接拉人，或收回',
      order: 62,
      args: args({
        change: choice({ give: ['给', '加'], take: ['收回', '收', '减', '取消'] }, { optional: true, name: '给|收回' }),
        who: person({ optional: true }),
      }),
      example: '/邀请权 @王敏',
      record: ({ who }) => who !== undefined,
      async run(ctx, { change, who }) {
        if (who === undefined) return ctx.whisper(await listed(ctx), ctx.text('invite.always'))
        const member = await ctx.whichOf(who)
        if (!member) return
        if (member.key === BOT || member.role === 'owner') return ctx.decline(ctx.text('invite.always'))
        // Without a word it is the other of the two: the answer says which.
        const may = change === undefined ? !(await mayBringIn(ctx, member.key)) : change === 'give'
        await rightsOf(ctx.lasting).set(row(ctx.community, member.key), { may, at: ctx.now() })
        await ctx.reply(ctx.text(may ? 'invite.given' : 'invite.taken', { name: member.name }))
      },
    },
  ],
  people: {
    async merge(store, from, into) {
      const rights = rightsOf(store)
      for (const [key, right] of await rights.all()) {
        if (!key.endsWith(`|${from}`)) continue
        const target = row(key.slice(0, key.lastIndexOf('|')), into)
        await rights.update(target, known => (known && known.at >= right.at ? known : right))
        await rights.delete(key)
      }
    },
    async export(store, member) {
      const own = [...(await rightsOf(store).all())].filter(([key]) => key.endsWith(`|${member}`))
      return own.length === 0 ? undefined : { inviteRight: Object.fromEntries(own) }
    },
    async erase(store, member) {
      const rights = rightsOf(store)
      for (const key of (await rights.all()).keys()) if (key.endsWith(`|${member}`)) await rights.delete(key)
    },
  },
})

async function listed(ctx: Ctx<AdmissionConfig>): Promise<string> {
  const weakest = (['member', 'trusted', 'kol', 'admin'] as const).find(role => ctx.config.inviteRight.includes(role))
  const role = ctx.text(`role.${weakest ?? 'owner'}`)
  const own = [...(await rightsOf(ctx.lasting).all())].filter(([key]) => key.startsWith(`${ctx.community}|`))
  const names = (wanted: boolean) =>
    own.flatMap(([key, { may }]) => (may === wanted ? [ctx.member(key.slice(ctx.community.length + 1)).name] : []))
  const [also, except] = [names(true), names(false)]
  const more = [
    also.length === 0 ? '' : ctx.text('invite.also', { names: also.join('、') }),
    except.length === 0 ? '' : ctx.text('invite.except', { names: except.join('、') }),
  ]
  const roles = weakest === undefined ? role : ctx.text('invite.roles', { roles: role })
  return ctx.text('invite.list', { roles, more: more.join('') })
}
