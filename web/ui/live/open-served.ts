// What the page's server wants to be shown: running VMs, or a file.

import { looksLikeMcap } from "../../format/mcap.ts";
import type { Client } from "../../worker/client.ts";
import type { Opener } from "../open/use-opener.ts";
import type { Action } from "../state.ts";
import { takeToken } from "./token.ts";

const TOKEN_HEADER = "X-Kvmscope-Token";
/** Bytes of samples held in memory, unless the link says otherwise. */
const HELD = 256 * 2 ** 20;
/** An opening before any other: whatever is opened then makes its failure uninteresting. */
const BEFORE_ALL = 0;
/** Bytes that show whether a file is a recording. */
const HEAD = 16;

interface Page {
  readonly client: Client;
  readonly opener: Opener;
  readonly dispatch: (action: Action) => void;
}

/** Opens it. A recording is followed while it grows; any other file is taken whole, as if it had been dropped. */
export async function openServed(kind: "live" | "view", { client, opener, dispatch }: Page): Promise<void> {
  const token = takeToken();
  const held = Number(new URLSearchParams(location.search).get("held"));
  if (kind === "live") {
    const id = client.follow("Live", { kind: "stream", url: urlOf("live"), token, held: held > 0 ? held : HELD });
    dispatch({ kind: "opened", id, name: "Live", bundled: false });
    return;
  }
  const url = urlOf("file");
  try {
    const head = await fetch(url, { headers: { [TOKEN_HEADER]: token, Range: `bytes=0-${HEAD - 1}` } });
    if (head.status === 404) return; // `kvmscope view` without a file
    const name = decodeURIComponent(head.headers.get("X-Kvmscope-Name") ?? "file");
    if (head.ok && looksLikeMcap(new Uint8Array(await head.arrayBuffer()))) {
      const id = client.follow(name, { kind: "file", url, token });
      dispatch({ kind: "opened", id, name, bundled: false });
      return;
    }
    // an empty file has no range
    if (!head.ok && head.status !== 416) throw new Error((await head.text()).trim());
    const whole = await fetch(url, { headers: { [TOKEN_HEADER]: token } });
    if (!whole.ok) throw new Error((await whole.text()).trim());
    const modified = Date.parse(whole.headers.get("Last-Modified") ?? "");
    opener.openFiles(client, [{ path: name, blob: await whole.blob(), modified }], name);
  } catch (reason) {
    const message = `Cannot show the file that kvmscope view was given: ${reason instanceof Error ? reason.message : String(reason)}`;
    dispatch({ kind: "notice", recording: null, path: "", message, opening: BEFORE_ALL });
  }
}

function urlOf(name: string): string {
  return new URL(name, document.baseURI).href;
}
