// Who may read what a server of ours holds: a page that it served itself, with the token of the printed link.

import { randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** The header that carries it: no other site's page can set it without asking first, and asking is refused. */
const TOKEN_HEADER = "x-kvmscope-token";
/** 128 bits. */
const TOKEN_BYTES = 16;

/** A token nobody can guess; it holds while the server runs. */
export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString("base64url");
}

/** Whether two tokens are equal, in a time that tells nothing of either. */
export function isToken(given: unknown, token: string): boolean {
  if (typeof given !== "string") return false;
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Why a request is refused; null when it may be answered. The name in Host has been looked at before. */
export function refusalOf(headers: IncomingHttpHeaders, token: string): string | null {
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin") return "Cannot answer another site: expected this page";
  const { origin, host } = headers;
  if (origin !== undefined && origin !== `http://${host}`) return "Cannot answer another origin: expected this page";
  if (!isToken(headers[TOKEN_HEADER], token)) {
    return "Cannot answer without the right token: open the link that the command printed last";
  }
  return null;
}
