import { KeepCopy } from "../open/KeepCopy.tsx";
import type { KeptFiles } from "../open/use-kept.ts";
import type { Given } from "../open/use-opener.ts";
import { Icon } from "../page/Icon.tsx";

interface Props {
  readonly copy: () => void;
  readonly save: () => void;
  readonly recording: number;
  /** null for the sample. */
  readonly given: Given | null;
  readonly kept: KeptFiles;
}

/** What can be done with the recording on the screen as a whole. */
export function RecordingTools({ copy, save, recording, given, kept }: Props) {
  return (
    <>
      <button type="button" title="The view, and the file's name, size and checksum. No data" onClick={copy}>
        <Icon name="link" />
        Copy link
      </button>
      <button type="button" title="Layout, markers and notes as a file. No data" onClick={save}>
        <Icon name="file" />
        Save session
      </button>
      {given !== null && <KeepCopy recording={recording} given={given} kept={kept} />}
    </>
  );
}
