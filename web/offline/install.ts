// The page's side of the service worker: installs it, reloads once where it brings shared memory, says when a new build is there.

import { trustedScriptUrl } from "../worker/start-worker.ts";

/** In this tab the page was already loaded anew for shared memory: a host that prevents it would make it reload forever. */
const RELOADED = "kvmscope-reloaded-for-isolation";

/**
 * Installs the service worker of a built page. Where that is refused (private windows, plain http, storage off) the page works
 * as without. `onUpdate` hears that a newer build is ready; the function it gets loads it, and with it the page.
 */
export function installOffline(onUpdate: (load: () => void) => void): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  const { serviceWorker } = navigator;
  const touched = watchTouch();
  const first = serviceWorker.controller === null;
  serviceWorker.addEventListener("controllerchange", () => {
    if (first && !globalThis.crossOriginIsolated && !touched()) reloadOnce();
  });
  const url = trustedScriptUrl(new URL("sw.js", document.baseURI).href);
  serviceWorker.register(url, { updateViaCache: "none" }).then(
    (registration) => {
      const ready = () => {
        const { waiting } = registration;
        if (waiting === null || serviceWorker.controller === null) return;
        onUpdate(() => {
          serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
          waiting.postMessage("take over");
        });
      };
      ready();
      registration.addEventListener("updatefound", () => {
        registration.installing?.addEventListener("statechange", ready);
      });
    },
    () => undefined,
  );
}

/** Takes away the service worker that another server left on this port: the page shall be the one that is served now. */
export function removeOffline(): void {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.getRegistrations().then(
    (registrations) => {
      for (const registration of registrations) void registration.unregister();
    },
    () => undefined,
  );
}

/** A page in use is not taken away: what was dropped on it would be lost. */
function watchTouch(): () => boolean {
  let touched = false;
  const note = () => {
    touched = true;
  };
  for (const kind of ["pointerdown", "keydown", "dragenter", "change"])
    addEventListener(kind, note, { once: true, capture: true });
  return () => touched;
}

function reloadOnce(): void {
  try {
    if (sessionStorage.getItem(RELOADED) !== null) return;
    sessionStorage.setItem(RELOADED, "yes");
  } catch {
    return; // no storage, no guard
  }
  location.reload();
}
