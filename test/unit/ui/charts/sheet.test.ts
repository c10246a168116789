import { expect, it } from "vitest";
import { sheetText } from "../../../../web/ui/charts/sheet.ts";

it("parts cells by tabs, with plain spaces and signs", () => {
  expect(
    sheetText([
      ["a", "12\u2009345"],
      ["52.7\u00a0k/s", "\u22123"],
    ]),
  ).toBe("a\t12345\n52.7 k/s\t-3");
});

it("lets no name be a formula or break a row", () => {
  expect(sheetText([["=HYPERLINK(1)", "+1-2", "@x", "a\tb\nc", "-12.5", "-3 k/s"]])).toBe(
    "'=HYPERLINK(1)\t'+1-2\t'@x\ta b c\t-12.5\t-3 k/s",
  );
});
