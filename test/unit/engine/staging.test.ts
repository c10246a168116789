import { expect, test } from "vitest";
import { createStaging } from "../../../web/engine/staging.ts";
import { createEngine } from "../../../web/engine/start.ts";
import { layoutOf } from "../../../web/format/stats-file.ts";
import { buildDump } from "../../support/dump-builder.ts";
import { moduleBytes } from "../../support/wasm.ts";

const MIB = 2 ** 20;

function placed(bytes: Uint8Array<ArrayBuffer>) {
  const layout = layoutOf(bytes);
  if (!layout) throw new Error("no dump");
  return { bytes, layout };
}

test("a dump that does not fit into memory leaves the door as it was: nothing outside it is ever overwritten", async () => {
  const memory = new WebAssembly.Memory({ initial: 16, maximum: 192, shared: true });
  const engine = createEngine(await WebAssembly.compile(moduleBytes()), memory);
  const staging = createStaging(engine);
  const canary = engine.arena.alloc(MIB);
  engine.bytes().fill(0xca, canary, canary + MIB);
  const stats = [{ name: "exits", values: [1n] }];
  const huge = placed(buildDump({ stats, undescribed: 40 * MIB }));
  expect(() => staging.place(huge.bytes, huge.layout)).toThrow(/^Cannot hold more samples/);
  const more = placed(buildDump({ stats, undescribed: MIB }));
  for (let i = 0; i < 12; i++) staging.place(more.bytes, more.layout);
  expect(
    engine
      .bytes()
      .subarray(canary, canary + MIB)
      .every((byte) => byte === 0xca),
  ).toBe(true);
});
