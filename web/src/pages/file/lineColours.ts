import type { Tree } from "@lezer/common";

import type { Colour } from "../../lib/pieces";

const LINES_AT_ONCE = 64;

type ColoursOf = (tree: Tree, lines: readonly string[], start: number) => Colour[][];

/** The colours of a parsed source, made for the lines that are asked for. */
export class LineColours {
  readonly #made = new Map<number, readonly Colour[][]>();

  /** `starts` are the offsets of the lines in the parsed text. */
  constructor(
    readonly tree: Tree,
    readonly coloursOf: ColoursOf,
    readonly lines: readonly string[],
    readonly starts: readonly number[],
  ) {}

  of(index: number): readonly Colour[] {
    const first = index - (index % LINES_AT_ONCE);
    const made = this.#made.get(first) ?? this.coloursOf(this.tree, this.lines.slice(first, first + LINES_AT_ONCE), this.starts[first] ?? 0);
    this.#made.set(first, made);
    return made[index - first] ?? [];
  }
}
