// Writes the address a moment after the screen changed. A zoom or another view is a new entry of the browser's history,
// everything else changes the newest one.

import type { FileFacts } from "../open/fingerprint.ts";
import type { RecordingContext } from "../use-recording.ts";
import { writeFragment } from "./fragment.ts";
import { captureView } from "./saved-view.ts";

/** ms between two writes: a browser takes about three a second. */
const PAUSE = 350;
/** Zooms closer together than this are one entry, ms. */
const ONE_MOVE = 1200;

export interface AddressWriter {
  /** Follows the recording on the screen; returns what ends it. */
  keep(context: RecordingContext, file: FileFacts | null): () => void;
  /** The screen follows the address now: what comes of it is no new entry. */
  followed(): void;
}

/** The one writer of the page. */
export function createAddressWriter(): AddressWriter {
  /** Recording, view and visible time of the newest entry; null: the next write is no new entry. */
  let place: string | null = null;
  let pushed = Number.NEGATIVE_INFINITY;

  function keep(context: RecordingContext, file: FileFacts | null): () => void {
    const { recording, info, session } = context;
    const { view, player } = session;
    let timer: ReturnType<typeof setTimeout> | undefined;

    function write(): void {
      clearTimeout(timer);
      timer = undefined;
      const state = view.get();
      // told again when they end
      if (state.gesture !== "none" || player.get().playing) return;
      const fragment = writeFragment({ file, view: captureView(recording, info, state, player.time()) });
      const here = `${recording.id} ${recording.options.get("view") ?? ""} ${state.range.from} ${state.range.to}`;
      if (fragment !== location.hash.slice(1)) {
        const now = performance.now();
        const entry = place !== null && place !== here && now - pushed > ONE_MOVE;
        if (entry) pushed = now;
        setFragment(fragment, entry);
      }
      place = here;
    }

    let seen = view.get();
    function changed(): void {
      timer ??= setTimeout(write, PAUSE);
    }
    function moved(): void {
      const state = view.get();
      const { range, selection, gesture } = seen;
      // most changes are the cursor's
      if (state.range === range && state.selection === selection && state.gesture === gesture) return;
      seen = state;
      changed();
    }
    const stops = [view.subscribe(moved), player.subscribe(changed)];
    window.addEventListener("pagehide", write);
    changed();
    return () => {
      clearTimeout(timer);
      window.removeEventListener("pagehide", write);
      for (const stop of stops) stop();
    };
  }

  return {
    keep,
    followed() {
      place = null;
    },
  };
}

function setFragment(fragment: string, entry: boolean): void {
  const address = fragment === "" ? location.pathname + location.search : `#${fragment}`;
  try {
    if (entry) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
  } catch {
    // a browser that counts writes takes the next one
  }
}
