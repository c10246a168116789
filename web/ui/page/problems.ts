// Sentences about what could not be opened or read, gathered by recording. Pure.

import type { RecordingId } from "../../series/model.ts";

/** A sentence that stays until it is dismissed. */
export interface Notice {
  readonly id: number;
  readonly path: string;
  readonly message: string;
  /** The opening that came to nothing with it. */
  readonly opening?: RecordingId;
}

/** What went wrong with one recording; null: with files that held not one dump, or with the page itself. */
export interface Problems {
  readonly recording: RecordingId | null;
  /** The first of them. */
  readonly notices: readonly Notice[];
  /** All of them, also those beyond the kept ones. */
  readonly count: number;
  /** Files among them that are no dumps. */
  readonly skipped: number;
}

export interface Problem {
  readonly recording: RecordingId | null;
  readonly path: string;
  readonly message: string;
  readonly opening?: RecordingId;
}

/** Sentences kept of a recording; a dropped folder can hold thousands of files that are no dumps. */
const KEPT = 200;
/** In every sentence about a file that is none of what can be opened (format/describe-bytes). */
const NO_DUMP = "expected a KVM statistics dump";

/** The same with one more sentence; one that stands there already is not said twice. */
export function addProblem(all: readonly Problems[], problem: Problem): readonly Problems[] {
  const { recording, ...said } = problem;
  const { path, message } = said;
  const before = all.find((each) => each.recording === recording) ?? { recording, notices: [], count: 0, skipped: 0 };
  const { notices, count, skipped } = before;
  if (notices.some((each) => each.message === message && each.path === path)) return all;
  const next = {
    recording,
    notices: count < KEPT ? [...notices, { ...said, id: count }] : notices,
    count: count + 1,
    skipped: skipped + (message.includes(NO_DUMP) ? 1 : 0),
  };
  return all.includes(before) ? all.map((each) => (each === before ? next : each)) : [...all, next];
}

/** A recording that held not one dump is gone: what went wrong with it belongs to no recording. */
export function orphanProblems(all: readonly Problems[], recording: RecordingId): readonly Problems[] {
  const gone = all.find((each) => each.recording === recording);
  if (gone === undefined) return all;
  const kept = gone.notices.reduce(
    (list, notice) => addProblem(list, { ...notice, recording: null, opening: recording }),
    withoutProblems(all, recording),
  );
  const beyond = gone.count - gone.notices.length;
  const skipped = gone.skipped - gone.notices.filter((each) => each.message.includes(NO_DUMP)).length;
  return kept.map((each) =>
    each.recording === null ? { ...each, count: each.count + beyond, skipped: each.skipped + skipped } : each,
  );
}

/** The same without what went wrong with this recording. */
export function withoutProblems(all: readonly Problems[], recording: RecordingId | null): readonly Problems[] {
  return all.filter((each) => each.recording !== recording);
}

/** Something else is open now: what made earlier openings come to nothing is of no interest any more. */
export function withoutEarlier(all: readonly Problems[], opened: RecordingId): readonly Problems[] {
  return all.flatMap((each) => {
    const notices = each.notices.filter(({ opening }) => opening === undefined || opening > opened);
    if (each.recording !== null || notices.length === each.notices.length) return each;
    const skipped = notices.filter(({ message }) => message.includes(NO_DUMP)).length;
    return notices.length === 0 ? [] : { ...each, notices, count: notices.length, skipped };
  });
}

/** The same without sentences that are said elsewhere on the page. */
export function withoutSaid(all: readonly Problems[], said: (notice: Notice) => boolean): readonly Problems[] {
  return all.flatMap((each) => {
    const notices = each.notices.filter((notice) => !said(notice));
    const fewer = each.notices.length - notices.length;
    if (fewer === 0) return each;
    return each.count === fewer ? [] : { ...each, notices, count: each.count - fewer };
  });
}

/** The sentence to show of several: the first, where they are no list of files that were passed over. */
export function firstOf({ count, skipped, notices: [first] }: Problems): Notice | null {
  return first !== undefined && (count === 1 || skipped === 0) ? first : null;
}

/** Many in one line: "2 files skipped: not KVM dumps, 1 other problem". */
export function problemsText({ count, skipped }: Problems): string {
  const files = `${skipped.toLocaleString("en-US")} ${skipped === 1 ? "file" : "files"} skipped: not `;
  const dumps = skipped === 1 ? "a KVM dump" : "KVM dumps";
  const others = count - skipped;
  const problems = others === 1 ? "problem" : "problems";
  if (skipped === 0) return `${others.toLocaleString("en-US")} ${problems}`;
  return others === 0 ? files + dumps : `${files}${dumps}, ${others.toLocaleString("en-US")} other ${problems}`;
}
