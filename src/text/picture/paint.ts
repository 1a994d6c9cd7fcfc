import { type Board, boardText } from '../../domain/board.js'
import { Painter } from './painter.js'
import { withText } from './png-text.js'

const painter = new Painter()

/**
 * A board as a PNG that carries its words.
 * @throws Error when it cannot be painted; a board is always sent with its figures in words beside it
 */
export async function paint(board: Board): Promise<Buffer> {
  return withText(await painter.paint(board), boardText(board))
}
