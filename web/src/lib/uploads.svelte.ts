import { about } from "./about.svelte";
import * as api from "./api";
import { nextBatch, shareProgress } from "./batches";
import { judge } from "./judge";
import { Problem, sentence } from "./problem";
import { profiles } from "./profiles.svelte";
import { Round, type SameName } from "./sameName";
import type { Rejection } from "./types";

const LANES = 2;
const USUAL_FILES_PER_REQUEST = 50;
const CANCELLED = new DOMException("Cancelled by the user", "AbortError");

/** Why something was not taken, in a code of the server or of the browser; `title` where a name alone does not say what. */
export interface Refusal extends Omit<Rejection, "code"> {
  code: string;
  title?: string;
}

/** One picked file on its way. */
export class Upload {
  sent = $state(0);
  sending = $state(false);

  constructor(
    readonly id: number,
    readonly file: File,
    /** The id of what it is checked with; null is the user's default. */
    public profile: string | null,
  ) {}

  get size(): number {
    return this.file.size;
  }
}

/** Everything that is on its way to the server. It goes on while the user walks through the pages. */
class Uploads {
  /** Waiting or being sent, in the order in which they were picked. */
  items = $state.raw<readonly Upload[]>([]);
  /** Files that arrived beside others of their name, until the user has said what becomes of them. */
  sameName = $state.raw<readonly SameName[]>([]);
  rejected = $state.raw<readonly Refusal[]>([]);
  /** How many of this round have arrived; it starts again when nothing is on its way. */
  arrived = $state(0);
  picked = $state(0);
  /** Why sending has stopped; the files are kept, to be sent again. */
  stopped = $state("");
  /** What is chosen for the files that are picked next, and for no others; empty is the default. */
  profile = $state("");

  #lanes = 0;
  #lastId = 0;
  #round = new Round();
  #requests = new Map<Upload, AbortController>();

  add(files: readonly File[]): void {
    if (this.items.length === 0) this.#beginRound();
    const limits = about.facts?.limits;
    const judged = files.map((file) => ({ file, rejection: judge(file, limits) }));
    const profile = profiles.find(this.profile)?.id ?? null;
    const accepted = judged.filter(({ rejection }) => !rejection).map(({ file }) => new Upload(++this.#lastId, file, profile));
    if (accepted.length > 0) this.profile = "";
    this.items = [...this.items, ...accepted];
    this.picked += accepted.length;
    this.#reject(judged.flatMap(({ rejection }) => rejection ?? []));
    this.start();
  }

  start(): void {
    this.stopped = "";
    while (this.#lanes < LANES && this.#waiting().length > 0) {
      this.#lanes += 1;
      void this.#sendAll().finally(() => (this.#lanes -= 1));
    }
  }

  /** Takes one back. Others in the same request are sent again: the server keeps nothing of half a request. */
  cancel(upload: Upload): void {
    this.#drop([upload]);
    this.picked -= 1;
    this.#requests.get(upload)?.abort(CANCELLED);
  }

  cancelAll(): void {
    const requests = new Set(this.#requests.values());
    this.#drop(this.items);
    this.stopped = "";
    for (const request of requests) request.abort(CANCELLED);
  }

  /** What becomes of these is said. */
  settle(settled: readonly SameName[]): void {
    this.sameName = this.sameName.filter((one) => !settled.includes(one));
  }

  dismissRejected(): void {
    this.rejected = [];
  }

  /** Says what the server did not take, from wherever it was given. */
  reject(rejection: Refusal): void {
    this.#reject([rejection]);
  }

  takeBack(rejection: Refusal): void {
    this.rejected = this.rejected.filter((said) => said !== rejection);
  }

  async #sendAll(): Promise<void> {
    while (!this.stopped) {
      const batch = nextBatch(this.#waiting(), about.facts?.limits.upload_files ?? USUAL_FILES_PER_REQUEST);
      if (batch.length === 0) return;
      await this.#send(batch);
    }
  }

  async #send(batch: readonly Upload[]): Promise<void> {
    const request = new AbortController();
    for (const upload of batch) {
      upload.sending = true;
      this.#requests.set(upload, request);
    }
    const sizes = batch.map(({ size }) => size);
    const progress = (sentBytes: number): void => {
      const shares = shareProgress(sizes, sentBytes);
      batch.forEach((upload, index) => (upload.sent = shares[index] ?? 0));
    };
    try {
      const answer = await api.uploadFiles(batch.map(({ file }) => file), batch[0]?.profile ?? null, request.signal, progress);
      this.arrived += answer.files.length;
      this.#drop(batch);
      this.#reject(answer.rejected);
      this.sameName = [...this.sameName, ...this.#round.note(answer, batch)].filter((one) => this.#round.isOnlyOne(one));
    } catch (error) {
      this.#failed(batch, error);
    } finally {
      for (const upload of batch) this.#requests.delete(upload);
    }
  }

  #failed(batch: readonly Upload[], error: unknown): void {
    if (error instanceof Problem && error.errors.profile) {
      for (const upload of batch) upload.profile = null;
      return this.#stop(batch, "The profile that you chose is not there any more. Send again to check them with your default.");
    }
    const verdict = error instanceof Problem && ![401, 408, 429].includes(error.status) && error.status < 500;
    if (verdict || (error instanceof Problem && error.status === 507)) {
      this.#drop(batch);
      const { code, detail, rejected } = error;
      this.#reject(rejected.length > 0 ? rejected : batch.map(({ file }) => ({ name: file.name, code, detail })));
      return;
    }
    this.#stop(batch, error === CANCELLED ? "" : sentence(error));
  }

  #stop(batch: readonly Upload[], reason: string): void {
    for (const upload of batch) {
      upload.sending = false;
      upload.sent = 0;
    }
    if (reason && this.items.length > 0) this.stopped = reason;
  }

  #waiting(): readonly Upload[] {
    return this.items.filter(({ sending }) => !sending);
  }

  #drop(uploads: readonly Upload[]): void {
    const gone = new Set(uploads);
    this.items = this.items.filter((upload) => !gone.has(upload));
  }

  #reject(rejected: readonly Refusal[]): void {
    if (rejected.length > 0) this.rejected = [...this.rejected, ...rejected];
  }

  #beginRound(): void {
    this.arrived = 0;
    this.picked = 0;
    this.sameName = [];
    this.#round = new Round();
  }
}

export const uploads = new Uploads();
