// What Playwright's driver and Firefox 153 do not agree about, mended here. The driver tells every browser which colours are
// preferred; Firefox does not know that command of WebDriver BiDi, and no page opens: it is told that all is well, and Firefox keeps
// its own preference. Firefox gives downloads no identity, and the driver passes over them: their address is one. The driver writes
// text into fields by script, which React takes for its own doing: it is typed instead.

import type { Browser, BrowserContext, Locator, Page } from "@playwright/test";

const UNKNOWN = "emulation.setMediaFeaturesOverride";

type Send = (method: string, parameters: unknown) => Promise<unknown>;

/** What the browser said. */
interface Message {
  readonly method?: string;
  readonly params?: { download?: string | null; readonly navigation?: string | null; readonly url?: string };
}

/** One connection; the class of those of the pages is the same. */
interface Session {
  send: Send;
  dispatchMessage(message: Message): void;
}

/** What of Playwright's inside is reached for. */
interface Inside {
  readonly _connection: {
    toImpl?(browser: Browser): { readonly _browserSession?: Session };
  };
}

/** Once per Firefox, before its first page. Other browsers stay as they are. */
export function mendDriver(browser: Browser): void {
  if (browser.browserType().name() !== "firefox") return;
  const session = (browser as unknown as Inside)._connection.toImpl?.(browser)._browserSession;
  if (session === undefined) return;
  const send = session.send.bind(session);
  session.send = (method, parameters) => (method === UNKNOWN ? Promise.resolve({}) : send(method, parameters));
  const sessions = Object.getPrototypeOf(session) as Session;
  const { dispatchMessage } = sessions;
  sessions.dispatchMessage = function dispatchWithIdentity(message) {
    const { method, params } = message;
    if (params !== undefined && method?.startsWith("browsingContext.download"))
      params.download ??= params.navigation ?? params.url ?? null;
    dispatchMessage.call(this, message);
  };
}

/** Before a page's own scripts: what is filled in is typed, with the events of typing. Other browsers stay as they are. */
export async function typeWhatIsFilled(page: Page): Promise<void> {
  if (page.context().browser()?.browserType().name() === "firefox") await page.addInitScript(replaceInsertText);
}

/** Lets the page read and write the clipboard; in Firefox the configuration has done so already: it knows no such permission. */
export async function allowClipboard(context: BrowserContext): Promise<void> {
  if (context.browser()?.browserType().name() !== "firefox")
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
}

/** Clicks twice. Firefox, driven a command at a time, often sees two single clicks: it is then told that they were a double one. */
export async function doubleClickAt(page: Page, x: number, y: number): Promise<void> {
  if (page.context().browser()?.browserType().name() !== "firefox") return page.mouse.dblclick(x, y);
  await page.evaluate(() => {
    const note = { seen: false };
    Object.assign(window, { kvmscopeDoubleClick: note });
    const noted = () => Object.assign(note, { seen: true });
    document.addEventListener("dblclick", noted, { once: true, capture: true });
  });
  await page.mouse.dblclick(x, y);
  await page.evaluate(
    ([clientX, clientY]) => {
      const note = (window as unknown as { readonly kvmscopeDoubleClick: { readonly seen: boolean } })
        .kvmscopeDoubleClick;
      const event = new MouseEvent("dblclick", { bubbles: true, clientX, clientY, detail: 2 });
      if (!note.seen) document.elementFromPoint(clientX, clientY)?.dispatchEvent(event);
    },
    [x, y] as const,
  );
}

/** Texts of what a selector finds inside of a locator's one element: Firefox 153 crashes when a driver takes many at once. */
export function textsIn(inside: Locator, selector: string): Promise<string[]> {
  return inside.evaluate(
    (element, css) => [...element.querySelectorAll(css)].map(({ textContent }) => textContent ?? ""),
    selector,
  );
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
