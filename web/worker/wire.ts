// The page's server as the worker reaches it: the stream of rounds, and a file by ranges.

import { type McapItem, walkMcap } from "../format/mcap.ts";
import { Refused, type Wire } from "./stream-job.ts";

const TOKEN_HEADER = "X-Kvmscope-Token";
/** Bytes of a file asked for at once. */
const SLICE = 8 * 2 ** 20;
/** ms between two looks whether a file has grown. */
const POLL = 1000;

interface Place {
  readonly url: string;
  readonly token: string;
  /** For sentences. */
  readonly path: string;
}

/** Rounds of running VMs. */
export function streamWire(place: Place): Wire {
  return {
    async connect(after, signal) {
      const response = await ask(place, { signal, query: after < 0 ? "" : `?after=${after}` });
      if (response.body === null) throw new Error("no body");
      return partsOf(response.body);
    },
    walk: (bytes) => walkMcap(bytes, { path: place.path, growing: true }),
    now: () => Date.now(),
  };
}

/** Asks; a Refused when the server answers that it will not. */
async function ask(
  { url, token }: Place,
  more: {
    readonly signal: AbortSignal;
    readonly query?: string;
    readonly method?: "GET" | "HEAD";
    readonly headers?: Readonly<Record<string, string>>;
  },
): Promise<Response> {
  const { signal, query = "", method = "GET", headers = {} } = more;
  const response = await fetch(url + query, {
    method,
    signal,
    cache: "no-store",
    headers: { ...headers, [TOKEN_HEADER]: token },
  });
  if (response.ok) return response;
  const sentence = method === "HEAD" ? "" : (await response.text()).trim();
  if (response.status >= 500) throw new Error(sentence);
  throw new Refused(sentence || `the server answered ${response.status}`);
}

async function* partsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
