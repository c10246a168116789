import { useCallback, useState } from "react";
import { useCommands } from "../commands/commands.ts";
import { checksumOf, type FileFacts } from "../open/fingerprint.ts";
import type { Opener } from "../open/use-opener.ts";
import { showToast } from "../page/toasts.ts";
import type { RecordingContext } from "../use-recording.ts";
import { writeFragment } from "./fragment.ts";
import { captureView } from "./saved-view.ts";

export interface CopyLink {
  readonly copy: () => void;
  /** A link that the browser did not let us copy. */
  readonly refused: string | null;
  readonly forget: () => void;
}

/** Copies a link to what is on the screen: the view, and name, size and checksum of the file. */
export function useCopyLink(context: RecordingContext | null, opener: Opener): CopyLink {
  const [refused, setRefused] = useState<string | null>(null);

  async function copy(): Promise<void> {
    if (context === null) return;
    const { recording, info, session } = context;
    const file = recording.bundled ? null : await summed(recording.id, opener);
    if (file === null && !recording.bundled) {
      showToast("Cannot copy a link while files are still being listed");
      return;
    }
    const view = captureView(recording, info, session.view.get(), session.player.time());
    const fragment = writeFragment({ file, view });
    const link = `${location.origin}${location.pathname}${location.search}${fragment === "" ? "" : `#${fragment}`}`;
    try {
      await navigator.clipboard.writeText(link);
      setRefused(null);
      showToast(
        file === null ? "Link copied" : "Link copied: the view, and what the file is called, its size and checksum",
      );
    } catch {
      setRefused(link);
    }
  }

  useCommands(
    context === null
      ? []
      : [
          {
            id: "copy-link",
            title: "Copy a link to this view",
            group: "Share",
            words: "url address send clipboard",
            run: () => void copy(),
          },
        ],
  );
  const forget = useCallback(() => setRefused(null), []);
  return { copy: () => void copy(), refused, forget };
}

/** Without a checksum where it cannot be computed. */
async function summed(id: number, opener: Opener): Promise<FileFacts | null> {
  const given = opener.given(id);
  if (given === null) return null;
  try {
    return { ...given.facts, sum: await checksumOf(given.files) };
  } catch {
    return given.facts;
  }
}
