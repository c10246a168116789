// Whether the tour was offered before; kept in this browser.

const KEY = "kvmscope-tour";

/** False on the first visit; true where storage is closed to us: an offer on every visit is a nuisance. */
export function tourSeen(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return true;
  }
}

/** It is not offered again. */
export function rememberTour(): void {
  try {
    localStorage.setItem(KEY, "seen");
  } catch {
    // tourSeen() says so already
  }
}
