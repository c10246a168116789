// What the service worker keeps and how it answers. Pure; service-worker.ts wires it to the browser's events.

/** What a build consists of; vite.config.ts writes it into the built service worker. */
export interface Build {
  /** Hash over names and contents: another build has another one. */
  readonly version: string;
  /** Paths from the page's own address, index.html among them. */
  readonly files: readonly string[];
}

const PREFIX = "kvmscope-";

/** Name of the cache that holds a build. */
export function cacheName({ version }: Build): string {
  return `${PREFIX}${version}`;
}

/** Caches of other builds, which are of no use any more. Caches of other pages on this host are not ours. */
export function staleCaches(names: readonly string[], build: Build): readonly string[] {
  return names.filter((name) => name.startsWith(PREFIX) && name !== cacheName(build));
}

/**
 * Address in the cache for a request: the page itself for every navigation to it, else the file without its query. null: not a
 * file of this build, the network is asked.
 */
export function keptAddress(
  request: { readonly url: string; readonly method: string; readonly mode: string },
  scope: string,
  build: Build,
): string | null {
  if (request.method !== "GET") return null;
  const { origin, pathname } = new URL(request.url);
  const base = new URL(scope);
  if (origin !== base.origin || !pathname.startsWith(base.pathname)) return null;
  const path = pathname.slice(base.pathname.length) || "index.html";
  if (!build.files.includes(path)) return null;
  return new URL(path, base).href;
}

/**
 * The response with the page's headers where the host did not send them: without Cross-Origin-Opener-Policy and
 * Cross-Origin-Embedder-Policy a page may not share memory, and a worker of such a page does not start.
 */
export function withHeaders(response: Response, wanted: Readonly<Record<string, string>>): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(wanted)) if (!headers.has(name)) headers.set(name, value);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
