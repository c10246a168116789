// The token of the printed link: out of the address at once, so that no link that is copied carries it; kept for a reload.

const KEPT = "kvmscope-token";
const PARAMETER = "token";

/** The token that this page was opened with; "" where there is none. */
export function takeToken(): string {
  const url = new URL(location.href);
  const given = url.searchParams.get(PARAMETER);
  if (given === null) return kept();
  url.searchParams.delete(PARAMETER);
  history.replaceState(history.state, "", url);
  try {
    sessionStorage.setItem(KEPT, given);
  } catch {
    // no storage: a reload needs the link again
  }
  return given;
}

function kept(): string {
  try {
    return sessionStorage.getItem(KEPT) ?? "";
  } catch {
    return "";
  }
}
