// The page's server as the worker reaches it: the stream of rounds, and a file by ranges.

import { walkMcap } from "../format/mcap.ts";
import type { EarlierWire } from "./earlier.ts";
import type { FileWire } from "./file-job.ts";
import { Refused, type Wire } from "./stream-job.ts";
import { waitBefore } from "./stream-place.ts";

const TOKEN_HEADER = "X-Kvmscope-Token";
/** From when on a part of the recording is complete, ns since 1970. */
const FROM_HEADER = "X-Kvmscope-From";

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
    wait: waitBefore,
  };
}

/** Parts of the recording that the server of a stream writes. */
export function recordedWire({ url, ...others }: Place): EarlierWire {
  const place = { ...others, url: new URL("recorded", url).href };
  const { signal } = new AbortController();
  return {
    async before(time, bytes) {
      const response = await ask(place, { signal, query: `?before=${time}&bytes=${Math.floor(bytes)}` });
      if (response.status === 204) return null;
      const from = BigInt(response.headers.get(FROM_HEADER) ?? time);
      return { bytes: new Uint8Array(await response.arrayBuffer()), from };
    },
    async between(from, to) {
      const response = await ask(place, { signal, query: `?from=${from}&to=${to}` });
      return response.status === 204 ? null : response.blob();
    },
  };
}

/** A file that may grow. */
export function fileWire(place: Place): FileWire {
  return {
    async size(tag, signal) {
      const headers = tag === null ? {} : { "If-Match": tag };
      const { headers: given } = await ask(place, { signal, method: "HEAD", headers });
      return { size: Number(given.get("Content-Length")), tag: given.get("ETag") ?? "" };
    },
    async read({ from, to }, tag, signal) {
      const response = await ask(place, { signal, headers: { Range: `bytes=${from}-${to - 1}`, "If-Match": tag } });
      return new Uint8Array(await response.arrayBuffer());
    },
    walk: (bytes) => walkMcap(bytes, { path: place.path, growing: true }),
    now: () => Date.now(),
    wait: waitBefore,
  };
}

/** What a server's refusal of a file means to whoever looks at it. */
const REFUSALS = new Map([
  [404, "the file is gone; what was read before is shown"],
  [412, "another file has its name now; what was read before is shown"],
  [416, "the file has shrunk; what was read before is shown"],
]);

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
  const sentence = REFUSALS.get(response.status) ?? (method === "HEAD" ? "" : (await response.text()).trim());
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
