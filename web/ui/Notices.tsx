import { useState } from "react";
import { displayName } from "../format/text.ts";
import { Icon } from "./Icon.tsx";
import type { Action, Notice } from "./state.ts";

/** Notices shown before the rest is folded away. */
const SHOWN = 3;

interface Props {
  readonly notices: readonly Notice[];
  readonly count: number;
  readonly dispatch: (action: Action) => void;
}

/** Sentences about what could not be opened. They stay until dismissed and block nothing. */
export function Notices({ notices, count, dispatch }: Props) {
  const [all, setAll] = useState(false);
  if (notices.length === 0) return <div role="alert" />;
  const shown = all ? notices : notices.slice(0, SHOWN);
  return (
    <div className="notices" role="alert">
      <ul aria-label="Problems">
        {shown.map((notice) => (
          <li key={notice.id}>
            <Icon name="warning" />
            <p>
              {notice.path !== "" && <strong>{displayName(notice.path)}: </strong>}
              {displayName(notice.message, 1000)}
            </p>
            <button
              type="button"
              className="quiet"
              aria-label="Dismiss"
              onClick={() => dispatch({ kind: "dismiss", notice: notice.id })}
            >
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ul>
      {count > SHOWN && (
        <div className="notice-tools">
          <button type="button" onClick={() => setAll(!all)}>
            {all ? "Show fewer" : `Show all ${count}`}
          </button>
          <button type="button" onClick={() => dispatch({ kind: "dismiss all" })}>
            Dismiss all
          </button>
        </div>
      )}
    </div>
  );
}
