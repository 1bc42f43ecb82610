import * as api from "./api";
import { sentence } from "./problem";
import type { Code } from "./types";

/** The explanations of codes: each is read once per visit. */
class CodeStore {
  /** Every code, sorted; null until the server answers. */
  all = $state.raw<readonly Code[] | null>(null);
  failure = $state("");
  /** The number of the user's files with each code; null until it is known. */
  own = $state.raw<Readonly<Record<string, number>> | null>(null);

  readonly #single = new Map<string, Promise<Code>>();

  readonly readAll = async (): Promise<void> => {
    try {
      this.all ??= (await api.listCodes()).codes;
      this.failure = "";
    } catch (error) {
      this.failure = sentence(error);
    }
  };

  /** Without these counts the pages are complete, so a failure is not shown. */
  async countOwn(): Promise<void> {
    this.own = await api.countOwnCodes().then(
      ({ files }) => files,
      () => null,
    );
  }

  /** Raises: Problem, Unreachable. */
  read(code: string): Promise<Code> {
    const known = this.all?.find((one) => one.code === code);
    if (known) return Promise.resolve(known);
    const reading = this.#single.get(code) ?? api.readCode(code);
    this.#single.set(code, reading);
    reading.catch(() => this.#single.delete(code));
    return reading;
  }
}

export const codes = new CodeStore();
