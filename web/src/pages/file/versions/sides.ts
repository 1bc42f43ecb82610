import * as api from "./api";
import { visible } from "../../../lib/pieces";
import { decode, splitLines } from "../../../lib/text";
import type { Check, Finding } from "../../../lib/types";
import { groupByLine } from "../layout";
import type { OpenFile } from "../openFile.svelte";

/** In the URL, the content that the file has now. */
export const NOW = "now";

/** One side of the comparison. */
export interface Side {
  name: string;
  check: Check | null;
  lines: readonly string[];
  /** By line, from 1. */
  findings: ReadonlyMap<number, readonly Finding[]>;
}

/** Reads a version, or takes what the page shows. Raises: Problem, Unreachable. */
export async function readSide(open: OpenFile, id: string): Promise<Side> {
  if (id === NOW) return sideOf(open.file?.name ?? "", open.shown, open.lines ?? []);
  const version = await api.readVersion(open.id, id);
  const { bytes } = await api.readVersionContent(open.id, id);
  return sideOf(version.name, version.check, splitLines(decode(bytes, version.encoding)));
}

function sideOf(name: string, check: Check | null, lines: readonly string[]): Side {
  return { name, check, lines: lines.map(visible), findings: groupByLine(check?.findings ?? [], lines.length) };
}
