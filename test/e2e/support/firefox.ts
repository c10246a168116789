// Playwright tells every browser which colours are preferred; Firefox 153 does not know that command of WebDriver BiDi, and
// Playwright then opens no page. It is told that all is well: without the command Firefox keeps its own preference.

import type { Browser } from "@playwright/test";

const UNKNOWN = "emulation.setMediaFeaturesOverride";

type Send = (method: string, parameters: unknown) => Promise<unknown>;

/** What of Playwright's inside is reached for. */
interface Inside {
  readonly _connection: {
    toImpl?(browser: Browser): { readonly _browserSession?: { send: Send } };
  };
}

/** Once per Firefox, before its first page. Other browsers stay as they are. */
export function leaveColoursAlone(browser: Browser): void {
  if (browser.browserType().name() !== "firefox") return;
  const session = (browser as unknown as Inside)._connection.toImpl?.(browser)._browserSession;
  if (session === undefined) return;
  const send = session.send.bind(session);
  session.send = (method, parameters) => (method === UNKNOWN ? Promise.resolve({}) : send(method, parameters));
}
