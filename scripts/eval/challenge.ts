import { linesOf } from '../train/written.js'

/** Lines written by hand in the way of WeChat groups. */
export interface Challenge {
  /** Lines that the detector was written after and learnt from. */
  dev: readonly Line[]
  /** Lines that nobody looked at while writing it. */
  heldOut: readonly Line[]
}

export interface Line {
  text: string
  ad: boolean
}

const folder = 'test/plugins/rules/ads/challenge/'

export function readLines(): Challenge {
  return { dev: linesOf(`${folder}dev.jsonl`), heldOut: linesOf(`${folder}held-out.jsonl`) }
}
