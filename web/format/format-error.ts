/** What a file should have held and what it holds instead. */
export interface FormatProblem {
  /** What was being done, as a verb phrase: "read the tar header". */
  readonly action: string;
  /** First byte concerned, in the file named by whoever catches this. */
  readonly offset: number;
  readonly expected: string;
  readonly found: string;
}

/** A bad file, never a bug: caught at the worker's edge and shown as one sentence. */
export class FormatError extends Error {
  readonly action: string;
  readonly offset: number;
  readonly expected: string;
  readonly found: string;

  constructor({ action, offset, expected, found }: FormatProblem) {
    super(`Cannot ${action}: expected ${expected} at byte ${offset}, found ${found}`);
    this.name = "FormatError";
    this.action = action;
    this.offset = offset;
    this.expected = expected;
    this.found = found;
  }
}
