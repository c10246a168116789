import { expect, test } from "vitest";
import { onToast, showToast } from "../../../../web/ui/page/toasts.ts";

test("what is said before anything shows it is shown once, later", () => {
  const [first, second]: [string[], string[]] = [[], []];
  showToast("A newer kvmscope is ready");
  const stop = onToast(({ text }) => first.push(text));
  onToast(({ text }) => second.push(text));
  showToast("Link copied");
  stop();
  expect(first).toEqual(["A newer kvmscope is ready", "Link copied"]);
  expect(second).toEqual(["Link copied"]);
});
