import { useState } from "react";
import { displayName } from "../../format/text.ts";
import type { RecordingId } from "../../series/model.ts";
import type { Action } from "../state.ts";
import { Icon } from "./Icon.tsx";
import { firstOf, type Notice, type Problems, problemsText } from "./problems.ts";

/** A sentence up to this many characters is shown as it is, without details. */
const SHORT = 400;

interface Props {
  /** Of the recording on the screen, and of none. */
  readonly problems: readonly Problems[];
  readonly dispatch: (action: Action) => void;
}

/** What could not be opened, in one line for each recording. They stay until dismissed and block nothing. */
export function Notices({ problems, dispatch }: Props) {
  const [unfolded, setUnfolded] = useState<RecordingId | null | undefined>(undefined);
  const open = problems.find((each) => each.recording === unfolded && isFolded(each));
  return (
    <div className="notices">
      <div role="alert">
        {problems.length > 0 && (
          <ul aria-label="Problems">
            {problems.map((each) => (
              <Line
                key={each.recording}
                problems={each}
                open={each === open}
                onFold={() => setUnfolded(each === open ? undefined : each.recording)}
                onDismiss={() => dispatch({ kind: "dismiss", recording: each.recording })}
              />
            ))}
          </ul>
        )}
      </div>
      {open !== undefined && <Details problems={open} />}
    </div>
  );
}

interface LineProps {
  readonly problems: Problems;
  readonly open: boolean;
  readonly onFold: () => void;
  readonly onDismiss: () => void;
}

function Line({ problems, open, onFold, onDismiss }: LineProps) {
  const first = firstOf(problems);
  const more = problems.count - 1;
  return (
    <li>
      <Icon name="warning" />
      <p>
        {first === null ? problemsText(problems) : <Sentence notice={first} />}
        {first !== null && more > 0 && ` (and ${more.toLocaleString("en-US")} more)`}
      </p>
      {isFolded(problems) && (
        <button type="button" aria-expanded={open} onClick={onFold}>
          Details
        </button>
      )}
      <button type="button" onClick={onDismiss}>
        Dismiss
      </button>
    </li>
  );
}

function Details({ problems }: { readonly problems: Problems }) {
  const left = problems.count - problems.notices.length;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <section className="notice-details" aria-label="Details of the problems" tabIndex={0}>
      <ul>
        {problems.notices.map((notice) => (
          <li key={notice.id}>
            <Sentence notice={notice} />
          </li>
        ))}
      </ul>
      {left > 0 && <p className="muted">{left.toLocaleString("en-US")} more are not listed</p>}
    </section>
  );
}

function Sentence({ notice: { path, message } }: { readonly notice: Notice }) {
  return (
    <>
      {path !== "" && <strong>{displayName(path)}: </strong>}
      {displayName(message, 1000)}
    </>
  );
}

function isFolded({ count, notices: [first] }: Problems): boolean {
  return count > 1 || (first !== undefined && first.path.length + first.message.length > SHORT);
}
