import { about } from "./about.svelte";
import * as api from "./api";
import { nextBatch, shareProgress } from "./batches";
import { renamedSentence, validateFile } from "./pickedFiles";
import { Problem, sentence } from "./problem";
import { profiles } from "./profiles.svelte";
import { UploadRound, type SameName } from "./sameName";
import { toast } from "./toast.svelte";
import type { Rejection, UploadAnswer } from "./types";
import { unsaved } from "./unsaved.svelte";

const LANES = 2;
const USUAL_FILES_PER_REQUEST = 50;
const CANCELLED = new DOMException("Cancelled by the user", "AbortError");

/** A file that was not accepted. `code` comes from the server or from the browser; `title` replaces the usual title. */
export interface Refusal extends Omit<Rejection, "code"> {
  code: string;
  title?: string;
}

/** A file in the upload queue. */
export class Upload {
  sent = $state(0);
  sending = $state(false);

  constructor(
    readonly id: number,
    readonly file: File,
    /** The id of the profile to check with; null is the user's default. */
    public profile: string | null,
    /** The version to check with; empty is that of the profile. */
    public python: string,
  ) {}

  get size(): number {
    return this.file.size;
  }
}

function limitOfFiles(): number {
  return about.facts?.limits.upload_files ?? USUAL_FILES_PER_REQUEST;
}

/** The upload queue. Uploads continue while the user moves between pages. */
class UploadQueue {
  /** Waiting or being sent, in the order of selection. */
  items = $state.raw<readonly Upload[]>([]);
  /** Uploaded files with the name of an earlier file, until the user decides. */
  sameName = $state.raw<readonly SameName[]>([]);
  rejected = $state.raw<readonly Refusal[]>([]);
  /** Files stored in this round. A round ends when the queue is empty. */
  arrived = $state(0);
  picked = $state(0);
  /** Why sending stopped. The files stay in the queue. */
  stopped = $state("");
  /** The id of the profile for the next selection only; empty is the default. */
  profile = $state("");
  /** The version of Python for the next selection only; empty is that of the profile. */
  python = $state("");

  #lanes = 0;
  #lastId = 0;
  #round = new UploadRound();
  #requests = new Map<Upload, AbortController>();
  #releaseGuard = (): void => undefined;

  add(files: readonly File[]): void {
    if (this.items.length === 0) this.#beginRound();
    const limits = about.facts?.limits;
    const validated = files.map((file) => ({ file, rejection: validateFile(file, limits) }));
    const profile = profiles.find(this.profile)?.id ?? null;
    const accepted = validated.filter(({ rejection }) => !rejection).map(({ file }) => new Upload(++this.#lastId, file, profile, this.python));
    if (accepted.length > 0) this.profile = this.python = "";
    this.items = [...this.items, ...accepted];
    this.picked += accepted.length;
    this.#reject(validated.flatMap(({ rejection }) => rejection ?? []));
    this.start();
  }

  /** Uploads one file beside the queue, for a form that keeps its input until it is stored. Returns why it was not; null if it was. */
  async addAtOnce(file: File): Promise<Refusal | null> {
    const rejection = validateFile(file, about.facts?.limits);
    if (rejection) return rejection;
    if (this.items.length === 0) this.#beginRound();
    const upload = new Upload(++this.#lastId, file, profiles.find(this.profile)?.id ?? null, this.python);
    try {
      const { profile, python } = upload;
      this.#receive(await api.uploadFiles([file], { profile, python }, new AbortController().signal, () => undefined), [upload]);
      this.profile = this.python = "";
      return null;
    } catch (error) {
      return refusalOf(file, error);
    }
  }

  start(): void {
    this.stopped = "";
    this.#guard();
    while (this.#lanes < LANES && this.#waiting().length > 0) {
      this.#lanes += 1;
      void this.#sendAll().finally(() => (this.#lanes -= 1));
    }
  }

  /** Cancels one upload. The other files of its request are sent again: the server stores nothing of a partial request. */
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

  /** Removes name conflicts that the user has resolved. */
  resolve(resolved: readonly SameName[]): void {
    this.sameName = this.sameName.filter((conflict) => !resolved.includes(conflict));
  }

  dismissRejected(): void {
    this.rejected = [];
  }

  /** Shows a rejection, also of a replacement. */
  reject(rejection: Refusal): void {
    this.#reject([rejection]);
  }

  withdrawRejection(rejection: Refusal): void {
    this.rejected = this.rejected.filter((shown) => shown !== rejection);
  }

  async #sendAll(): Promise<void> {
    while (!this.stopped) {
      const batch = nextBatch(this.#waiting(), limitOfFiles());
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
      const options = { profile: batch[0]?.profile ?? null, python: batch[0]?.python, batch: batch.length < this.picked ? this.#round.batch : "" };
      const answer = await api.uploadFiles(batch.map(({ file }) => file), options, request.signal, progress);
      this.#drop(batch);
      this.#receive(answer, batch);
    } catch (error) {
      this.#failed(batch, error);
    } finally {
      for (const upload of batch) this.#requests.delete(upload);
    }
  }

  #receive(answer: UploadAnswer, sent: readonly Upload[]): void {
    this.arrived += answer.files.length;
    this.#reject(answer.rejected);
    this.sameName = [...this.sameName, ...this.#round.findConflicts(answer, sent)].filter((conflict) => this.#round.isUnique(conflict));
    const renamed = renamedSentence(answer, sent);
    if (renamed) toast.show(renamed);
  }

  #failed(batch: readonly Upload[], error: unknown): void {
    if (error instanceof Problem && error.errors.profile) {
      for (const upload of batch) upload.profile = null;
      return this.#stop(batch, "The profile that you chose no longer exists. Send again to check the files with your default.");
    }
    if (error instanceof Problem && error.errors.python) {
      for (const upload of batch) upload.python = "";
      return this.#stop(batch, "The Python that you chose is no longer there. Send again to check the files with that of their profile.");
    }
    const isFinal = error instanceof Problem && ![401, 408, 429].includes(error.status) && error.status < 500;
    if (isFinal || (error instanceof Problem && error.status === 507)) {
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

  /** Closing or reloading the tab would lose what is not sent yet. */
  #guard(): void {
    this.#releaseGuard();
    this.#releaseGuard = unsaved.guard(() => this.items.length > 0, true);
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
    this.#round = new UploadRound();
  }
}

function refusalOf(file: File, error: unknown): Refusal {
  if (!(error instanceof Problem)) return { name: file.name, code: "unreachable", detail: sentence(error) };
  const { code, detail, errors, rejected } = error;
  return rejected[0] ?? { name: file.name, code, detail: errors.profile ?? errors.python ?? detail };
}

export const uploads = new UploadQueue();
