// Trusted Types: a worker's address must come from the one policy that the CSP names, and it takes only our own files.

interface TrustedPolicy {
  createScriptURL(url: string): unknown;
}

interface TrustedTypes {
  createPolicy(name: string, rules: { readonly createScriptURL: (url: string) => string }): TrustedPolicy;
}

const policy = (globalThis as { readonly trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy("kvm-worker", {
  createScriptURL(url) {
    const { origin, pathname } = new URL(url, location.href);
    if (origin !== location.origin || !/\.(js|ts)$/.test(pathname)) {
      throw new TypeError(`Cannot start a worker from ${url}: only scripts of this page are allowed`);
    }
    return url;
  },
});

/** The address of one of our own scripts, as `Worker` and service workers take it under Trusted Types. */
export function trustedScriptUrl(url: string): string {
  return (policy?.createScriptURL(url) ?? url) as string;
}

/** A module worker from one of our own files; `onError` hears when it dies. */
export function startWorker(url: string, onError: (event: ErrorEvent) => void): Worker {
  const worker = new Worker(trustedScriptUrl(url), { type: "module" });
  worker.addEventListener("error", onError);
  return worker;
}
