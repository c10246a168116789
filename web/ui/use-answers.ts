import { type RefObject, useEffect, useRef, useState } from "react";
import { watchOnScreen } from "../chart/on-screen.ts";
import { type ChartView, type ChartViewState, questionView, type TimeRange } from "../chart/view-store.ts";
import type { Answer, Question, View } from "../series/model.ts";
import type { Client } from "../worker/client.ts";

/** Pixels asked for before a chart has said how wide it is. */
const FIRST_PIXELS = 600;

export interface Asked {
  readonly client: Client;
  readonly view: ChartView;
  /** Nothing is asked while it is not on the screen. */
  readonly visible: RefObject<boolean>;
  /** Changes when the same questions have new answers for another reason than that the recording has grown. */
  readonly version: unknown;
  readonly onError: (message: string) => void;
}

/** Questions about the selection, or about what is visible while nothing is selected. */
export function wantedRange(state: ChartViewState): TimeRange {
  return state.selection ?? state.range;
}

/**
 * Answers that follow the view. `questions` makes them from the view's state and the stretch and columns that charts want,
 * null keeps what is there; `key` names what they depend on besides.
 * One set is under way at most, the newest wish is asked next; the last answers stay until new ones are there.
 */
export function useAnswers(
  asked: Asked,
  key: string,
  questions: (state: ChartViewState, wanted: View) => readonly Question[] | null,
): readonly Answer[] | null {
  const { client, view, visible, version, onError } = asked;
  const [answers, setAnswers] = useState<{ readonly key: string; readonly list: readonly Answer[] } | null>(null);
  const make = useRef(questions);
  useEffect(() => {
    make.current = questions;
  });
  /** Asks the same questions again. */
  const renew = useRef<() => void>(() => undefined);

  useEffect(() => {
    const abort = new AbortController();
    let done = "";
    let busy = false;
    let stale = false;
    let seen: ChartViewState | null = null;
    let last: View | null = null;
    async function follow(): Promise<void> {
      // most changes are the cursor's: they ask nothing
      if (busy || (seen !== null && sameStretch(seen, view.get()))) return;
      busy = true;
      try {
        for (;;) {
          if (!visible.current || abort.signal.aborted) break;
          const state = view.get();
          if (seen !== null && seen.grown !== state.grown) stale = true;
          last = questionView(state.range, state.pixels || FIRST_PIXELS, { ahead: state.ahead, last });
          const list = make.current({ ...state, range: state.settled }, last);
          const wish = JSON.stringify(list);
          seen = state;
          if (list === null || (wish === done && !stale)) break;
          stale = false;
          const replies = list.length === 0 ? [] : await client.ask(list, abort.signal);
          if (abort.signal.aborted) break;
          done = wish;
          setAnswers({ key, list: replies });
        }
      } catch (reason) {
        if (!abort.signal.aborted) onError(reason instanceof Error ? reason.message : String(reason));
      } finally {
        busy = false;
      }
    }
    const poke = () => void follow();
    renew.current = () => {
      // what is under way ends first: a recording that grows faster than it is asked for would never be answered
      stale = true;
      seen = null;
      poke();
    };
    const unsubscribe = view.subscribe(poke);
    document.addEventListener(SHOWN, poke);
    poke();
    return () => {
      abort.abort();
      unsubscribe();
      document.removeEventListener(SHOWN, poke);
    };
  }, [client, view, visible, key, onError]);

  const known = useRef(version);
  useEffect(() => {
    if (known.current === version) return;
    known.current = version;
    renew.current();
  }, [version]);

  return answers?.key === key ? answers.list : null;
}

function sameStretch(a: ChartViewState, b: ChartViewState): boolean {
  return (
    a.range === b.range &&
    a.settled === b.settled &&
    a.grown === b.grown &&
    a.pixels === b.pixels &&
    a.ahead === b.ahead &&
    a.selection === b.selection &&
    a.markers === b.markers &&
    a.gesture === b.gesture
  );
}

/** Said on the document when something came onto the screen. */
const SHOWN = "kvmscope-shown";

/** Follows whether an element is on the screen or close to it, without a render. */
export function useVisible(element: RefObject<HTMLElement | null>): RefObject<boolean> {
  const visible = useRef(false);
  useEffect(() => {
    const { current } = element;
    if (current === null) return;
    return watchOnScreen(current, "200px", (shown) => {
      visible.current = shown;
      if (shown) document.dispatchEvent(new Event(SHOWN));
    });
  }, [element]);
  return visible;
}
