import type { ConnectionOptions } from 'bullmq'
import type { Address } from '../redis/connect.js'

/** How BullMQ reaches the Redis at this address; a broken line is waited for, never given up. */
export function bullConnection(address: Address): ConnectionOptions {
  const options = { maxRetriesPerRequest: null }
  if ('socket' in address) return { path: address.socket, ...options }
  // Hosted servers may forbid the INFO that BullMQ checks; it then wakes at whole seconds only.
  return { url: address.url, ...options, skipVersionCheck: true }
}
