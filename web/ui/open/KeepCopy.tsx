import { displayName } from "../../format/text.ts";
import { unitFormat } from "../../series/units.ts";
import { canCopy } from "./kept.ts";
import type { KeptFiles } from "./use-kept.ts";
import type { Given } from "./use-opener.ts";

const BYTES = unitFormat({ type: "instant", unit: "bytes", base: 2, exponent: 0 }, "value");

interface Props {
  readonly recording: number;
  readonly given: Given;
  readonly kept: KeptFiles;
}

/** Keeps a copy of the recording's files in this browser, or forgets it. Only ever by a press. */
export function KeepCopy({ recording, given: { facts }, kept }: Props) {
  const { copying, refused } = kept;
  const entry = kept.of(recording);
  const size = BYTES.format(facts.size);
  if (entry !== null && entry.copy !== null) {
    return (
      <p className="small muted kept-copy">
        A copy is kept in this browser, {size}{" "}
        <button
          type="button"
          className="link small"
          aria-label={`Forget the copy of ${displayName(facts.name, 60)}`}
          onClick={() => kept.forget([entry])}
        >
          Forget
        </button>
      </p>
    );
  }
  if (!canCopy()) return null;
  return (
    <>
      <button
        type="button"
        disabled={copying !== null}
        title="So that it opens again after a reload. The copy stays in this browser until you forget it"
        onClick={() => kept.keep(recording)}
      >
        {copying?.recording === recording
          ? `Keeping a copy, ${Math.floor(copying.share * 100)} %`
          : `Keep a copy in this browser, ${size}`}
      </button>
      {refused?.recording === recording && (
        <p className="small warning kept-copy" role="status">
          This browser keeps no copy: {displayName(refused.why, 200)}
        </p>
      )}
    </>
  );
}
