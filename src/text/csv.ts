import { parse } from 'csv-parse/sync'

/**
 * The rows of a CSV text, as an operator's spreadsheet writes it: comma, semicolon or tab, with or without a byte-order
 * mark, rows of any length; blank lines are left out.
 * @throws Error when it is no CSV (a quote that is never closed)
 */
export function readCsv(text: string): string[][] {
  return parse(text, {
    bom: true,
    delimiter: [',', ';', '\t'],
    relaxColumnCount: true,
    relaxQuotes: true,
    skipEmptyLines: true,
    trim: true,
  })
}
