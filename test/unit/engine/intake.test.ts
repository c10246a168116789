import { expect, test } from "vitest";
import { createIntake } from "../../../web/engine/intake.ts";
import { createStaging } from "../../../web/engine/staging.ts";
import { createEngine, createMemory } from "../../../web/engine/start.ts";
import { buildDump } from "../../support/dump-builder.ts";
import { fixture } from "../../support/fixtures.ts";
import { moduleBytes } from "../../support/wasm.ts";

const START = 1_700_000_000;

async function setup() {
  const engine = createEngine(await WebAssembly.compile(moduleBytes()), createMemory());
  const staging = createStaging(engine);
  return { engine, make: () => createIntake(engine, staging) };
}

function dump(i: number, id = "kvm-1") {
  const bytes = buildDump({ id, stats: [{ name: "exits", values: [BigInt(i)] }] });
  return { path: `${START + i}.bin`, bytes, modified: undefined };
}

test("a longer prefix of the same dump takes the place of a shorter one: one generation in the end", async () => {
  const { make } = await setup();
  const intake = make();
  const bytes = fixture("x86_64-linux-6.18/vm.bin");
  for (let length = 100; length < bytes.length; length += 5) {
    intake.add({ path: `${START + length}.bin`, bytes: bytes.slice(0, length), modified: undefined });
  }
  intake.add({ path: `${START + bytes.length}.bin`, bytes, modified: undefined });
  const [source, ...others] = intake.sources;
  expect(others).toEqual([]);
  expect(source?.generations).toHaveLength(1);
  expect(source?.generations[0]?.table.descriptors).toHaveLength(15);
  expect(source?.samples.all().every(({ generation }) => generation === 0)).toBe(true);
});

test("what was absorbed belongs to one intake only: releasing the other frees nothing of it", async () => {
  const { engine, make } = await setup();
  const [first, second] = [make(), make()];
  first.add(dump(0));
  second.add(dump(1));
  first.flush();
  first.absorb(second);
  second.release();
  const third = make();
  for (let i = 10; i < 20; i++) third.add(dump(i, `kvm-${i}`));
  third.flush();
  const [source] = first.sources;
  const values = source?.samples.all().map(({ address }) => engine.view().getBigUint64(address, true));
  expect(values).toEqual([0n, 1n]);
});

test("a table that claims more descriptors than the file holds is not read beyond the next block", async () => {
  const { make } = await setup();
  const intake = make();
  const stats = [{ name: "exits", values: Array.from({ length: 100 }, () => 1n) }];
  intake.add({
    path: "vm.bin",
    bytes: buildDump({ id: "kvm-1", stats, header: { numDesc: 1000 } }),
    modified: undefined,
  });
  expect(intake.sources[0]?.generations[0]?.table.descriptors.map(({ name }) => name)).toEqual(["exits"]);
});

test("two tables that begin alike stay two generations, and their samples find them again", async () => {
  const { make } = await setup();
  const intake = make();
  for (let i = 0; i < 40; i++) {
    const stats = [{ name: i % 2 ? "exits" : "exitz", values: [BigInt(i)] }];
    intake.add({
      path: `${START + i}.bin`,
      bytes: buildDump({ id: `kvm-${i % 10 < 5 ? 1 : 2}`, stats }),
      modified: undefined,
    });
  }
  const [source] = intake.sources;
  expect(source?.generations.map(({ table }) => `${table.id} ${table.descriptors[0]?.name}`)).toEqual([
    "kvm-1 exitz",
    "kvm-1 exits",
    "kvm-2 exits",
    "kvm-2 exitz",
  ]);
  expect(
    source?.samples
      .all()
      .slice(0, 20)
      .map(({ generation }) => generation),
  ).toEqual([0, 1, 0, 1, 0, 2, 3, 2, 3, 2, 0, 1, 0, 1, 0, 2, 3, 2, 3, 2]);
});
