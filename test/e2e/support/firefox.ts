// What Playwright's driver of Firefox gets wrong. It tells every browser which colours are preferred; Firefox 153 does not know
// that command of WebDriver BiDi, and Playwright then opens no page. It is told that all is well: without the command Firefox
// keeps its own preference. And it writes text into fields by script, which React takes for its own doing: nothing was typed.

import type { Browser, Page } from "@playwright/test";

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

/** Before a page's own scripts: what is filled in is typed, with the events of typing. Other browsers stay as they are. */
export async function typeWhatIsFilled(page: Page): Promise<void> {
  if (page.context().browser()?.browserType().name() === "firefox") await page.addInitScript(replaceInsertText);
}

/** The driver's own function is found at this name, whichever of the two scripts comes first. */
function replaceInsertText(): void {
  Object.defineProperty(window, "__pw_bidiInsertText", {
    get: () => (text: string) => {
      document.execCommand("insertText", false, text);
    },
    set: () => undefined,
  });
}
