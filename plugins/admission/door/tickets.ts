import { type Ctx, type Millis, readCsv, sha256, timeOn } from '../../../src/kernel/plugin.js'
import { doorStore } from '../candidates.js'
import type { AdmissionConfig } from '../config.js'
import { addCodes } from './codes.js'

/** A row of a ticket list. */
export interface Ticket {
  code: string
  /** Good until the end of this day; without it as long as `tickets.ttl`. */
  expires?: string
}

/** What a code's column may be called; without such a heading it is the first column. */
const codeHeadings = ['code', '票码', '兑换码', '码', 'ticket']
const dayHeadings = ['expires', '到期', '有效期', '截止']

/**
 * The tickets of a CSV text: the column under `code` or 票码, else the first; a column `expires` or 到期 with a date, if
 * there is one. Empty rows are left out.
 * @throws Error when it is no CSV
 */
export function ticketsIn(text: string): Ticket[] {
  const rows = readCsv(text)
  const [first = []] = rows
  const heading = first.map(cell => cell.toLowerCase())
  const named = heading.findIndex(cell => codeHeadings.includes(cell))
  const day = named < 0 ? -1 : heading.findIndex(cell => dayHeadings.includes(cell))
  return (named < 0 ? rows : rows.slice(1)).flatMap(row => {
    const code = row[Math.max(0, named)] ?? ''
    const expires = day < 0 ? undefined : /^\d{4}-\d{2}-\d{2}$/.exec(row[day] ?? '')?.[0]
    return code === '' ? [] : [{ code, ...(expires === undefined ? {} : { expires }) }]
  })
}

/**
 * Reads the operators' list of tickets (`tickets.file`, a path beside the YAML), if it changed since it was read last. A
 * code's time runs from when it was read first; a row that vanishes does not revoke it (`/作废` does). `ticket-lists` hash
 * community → hash of the text that was read.
 */
export async function importTickets(ctx: Ctx<AdmissionConfig>): Promise<void> {
  const { file, ttl } = ctx.config.tickets
  const text = file === '' ? undefined : await ctx.configFile(file)
  if (text === undefined) return
  const store = doorStore(ctx)
  const lists = store.hash<string>('ticket-lists')
  const hash = sha256(text)
  if ((await lists.get(ctx.community)) === hash) return
  const since = ctx.now()
  const until = ({ expires }: Ticket): Millis =>
    expires === undefined ? since + ttl : timeOn(expires, '24:00', ctx.zone)
  const tickets = ticketsIn(text)
  await addCodes(
    store,
    tickets.map(ticket => [
      ticket.code,
      { kind: 'ticket', community: ctx.community, since, until: until(ticket), state: 'free' },
    ]),
  )
  await lists.set(ctx.community, hash)
  // How many, and never which.
  ctx.log.info({ file, tickets: tickets.length }, 'ticket list read')
}
