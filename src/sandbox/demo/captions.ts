/** What stands above a step when a scenario is shown to an audience. */
export interface Caption {
  chinese: string
  english: string
}

/**
 * The captions of a scenario's text, by the line of the step they stand above. A caption is a comment that begins with `#>`:
 * the Chinese, a bar, the English. To the scenario it is a comment like any other.
 *
 *     #> 半夜的广告当场移出 | An ad at midnight goes at once.
 *     - say: { room: g1, who: lu, text: … }
 */
export function captionsOf(text: string): ReadonlyMap<number, Caption> {
  const captions = new Map<number, Caption>()
  let waiting: Caption | undefined
  for (const [index, line] of text.split('\n').entries()) {
    const [, chinese, english] = /^\s*#>\s*(.+?)\s*\|\s*(.+?)\s*$/.exec(line) ?? []
    if (chinese !== undefined && english !== undefined) waiting = { chinese, english }
    else if (waiting && /^\s*- /.test(line)) {
      captions.set(index + 1, waiting)
      waiting = undefined
    }
  }
  return captions
}
