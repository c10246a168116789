import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DumpLayout } from "../../../web/format/model.ts";
import {
  blocksOf,
  decodeHeader,
  decodeId,
  layoutOf,
  looksLikeDump,
  ownerOf,
  statKeysOf,
  tableOfDump,
  valueAt,
} from "../../../web/format/stats-file.ts";
import {
  BASE_2,
  BYTES,
  buildDump,
  INSTANT,
  LINEAR_HISTOGRAM,
  type StatSpec,
  specOf,
} from "../../support/dump-builder.ts";
import { fixture, realDumps, twin } from "../../support/fixtures.ts";

const { all, withTwin } = realDumps();

function open(bytes: Uint8Array) {
  const layout = layoutOf(bytes);
  if (layout === null) {
    throw new Error("not recognised");
  }
  const { data } = blocksOf(layout.header, bytes.length);
  return { layout, table: tableOfDump(bytes, layout), data: bytes.subarray(data.from, data.to) };
}

/** In the shape of the .json twins. */
function shown(bytes: Uint8Array) {
  const { layout, table, data } = open(bytes);
  return {
    id: table.id,
    length: bytes.length,
    stats: table.descriptors.map(({ index, flags, ...descriptor }) => ({
      ...descriptor,
      values: Array.from({ length: descriptor.size }, (_, i) =>
        valueAt(data, { index, flags, ...descriptor }, i, layout.order)?.toString(),
      ),
    })),
  };
}

function expectCover({ extents }: DumpLayout, size: number): void {
  let end = 0;
  for (const extent of extents) {
    expect(extent.offset).toBe(end);
    expect(extent.bytes).toBeGreaterThan(0);
    end += extent.bytes;
  }
  expect(end).toBe(size);
}

describe("real dumps", () => {
  test("three of them have twins", () => {
    expect(withTwin).toHaveLength(3);
    expect(all).toHaveLength(67);
  });

  test.each(withTwin)("%s equals its twin digit for digit", (path) => {
    expect(shown(fixture(path))).toEqual(twin(path));
  });

  test.each(all)("%s is laid out as every kernel does", (path) => {
    const bytes = fixture(path);
    const { layout, table } = open(bytes);
    expect(layout.order).toBe("little");
    expect(layout.extents.map(({ kind }) => kind)).toEqual(["header", "id", "descriptors", "data"]);
    expectCover(layout, bytes.length);
    expect(table.descriptors).toHaveLength(layout.header.numDesc);
    expect(table.scope).toBe(table.id.includes("vcpu") ? "vcpu" : "vm");
  });

  test("vCPU ids come from the id string", () => {
    expect(open(fixture("x86_64-linux-6.18/vcpu-7.bin")).table).toMatchObject({ scope: "vcpu", vcpu: 7 });
    expect(open(fixture("x86_64-linux-6.18/vm.bin")).table).toMatchObject({ scope: "vm", vcpu: null });
  });
});

describe.each(["x86_64-linux-6.18/vm.bin", "x86_64-linux-6.18/series/0019-vcpu0.bin", "arm64-linux-6.1/vcpu-1.bin"])(
  "every prefix of %s",
  (path) => {
    const whole = fixture(path);
    const { order: _, ...spec } = specOf(open(whole).table, open(whole).data);
    const twins = { little: whole, big: buildDump({ ...spec, order: "big" }) } as const;

    test.each(["little", "big"] as const)("%s-endian: opens, covers exactly, holds what is there", (order) => {
      const full = open(twins[order]);
      for (let size = 0; size <= whole.length; size++) {
        const bytes = twins[order].subarray(0, size);
        const { layout, table } = open(bytes);
        expectCover(layout, size);
        if (size >= 8) {
          expect(layout.order).toBe(order);
        }
        if (size >= 24) {
          expect(layout.header).toEqual(full.layout.header);
        }
        expect(table.descriptors).toEqual(full.table.descriptors.slice(0, table.descriptors.length));
        expect(table.descriptors.length).toBe(
          Math.max(0, Math.min(full.table.descriptors.length, Math.floor((size - 72) / 64))),
        );
        expect(["unknown", full.table.scope]).toContain(table.scope);
        expect([null, full.table.vcpu]).toContain(table.vcpu);
        expect(layout.dataBytes).toBe(Math.max(0, size - full.layout.header.dataOffset));
      }
    });
  },
);

test("a value cut in the middle is missing, the ones before it are there", () => {
  const bytes = fixture("x86_64-linux-6.18/series/0019-vcpu0.bin");
  const { data, table } = open(bytes.subarray(0, 2952 + 8 * 3 + 5));
  const values = table.descriptors.slice(0, 5).map((descriptor) => valueAt(data, descriptor, 0, "little"));
  expect(values).toEqual([0n, 941n, 0n, null, null]);
});

describe("legal layouts that no kernel writes", () => {
  const stats: StatSpec[] = [
    { name: "exits", values: [0xffff_ffff_ffff_ffffn] },
    { name: "späte_zähler", type: INSTANT, values: [0n] },
    { name: "pages", type: LINEAR_HISTOGRAM, unit: BYTES, base: BASE_2, exponent: 20, bucketSize: 4, values: [1n, 2n] },
  ];
  const plain = shown(buildDump({ stats })).stats;

  test.each([
    ["big-endian", { order: "big" }],
    ["name_size 64", { nameSize: 64 }],
    ["name_size 17", { nameSize: 17 }],
    ["name_size 4096", { nameSize: 4096 }],
    ["name_size 1 MiB", { nameSize: 1 << 20 }],
    ["data first", { blocks: ["data", "descriptors", "id"] }],
    ["gaps", { gap: 40 }],
    ["permuted with gaps, big-endian", { blocks: ["descriptors", "data", "id"], gap: 8, order: "big", nameSize: 96 }],
    ["trailing bytes", { trailing: 13 }],
    ["undescribed data", { undescribed: 48 }],
  ] as const)("%s", (_name, spec) => {
    const bytes = buildDump({ ...spec, stats });
    expectCover(open(bytes).layout, bytes.length);
    expect(shown(bytes).stats).toEqual(plain);
    expect(shown(bytes).id).toBe("kvm-4711/vcpu-0");
  });

  test("a gap is a gap, the data block ends where the next block begins", () => {
    const { layout } = open(buildDump({ stats, gap: 8, blocks: ["data", "id", "descriptors"] }));
    expect(layout.extents.map(({ kind }) => kind)).toEqual(["header", "gap", "data", "id", "gap", "descriptors"]);
    expect(layout.dataBytes).toBe(4 * 8 + 8);
  });

  test("no statistics at all", () => {
    const { table, layout } = open(buildDump({ id: "kvm-1" }));
    expect(table.descriptors).toEqual([]);
    expect(layout.dataBytes).toBe(0);
  });

  test("s16 exponents and unknown kinds", () => {
    const { table } = open(buildDump({ stats: [{ name: "odd", type: 7, unit: 9, base: 5, exponent: -9 }] }));
    expect(table.descriptors[0]).toMatchObject({
      type: "unknown-7",
      unit: "unknown-9",
      base: "unknown-5",
      exponent: -9,
    });
  });
});

describe("hostile dumps", () => {
  const stats: StatSpec[] = [
    { name: "a", values: [1n] },
    { name: "b", values: [2n] },
  ];

  test("num_desc 0xFFFFFFFF: the table ends at the next block", () => {
    const bytes = buildDump({ stats, header: { numDesc: 0xffffffff } });
    const { table, layout, data } = open(bytes);
    expect(table.descriptors.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(data).toHaveLength(16);
    expectCover(layout, bytes.length);
  });

  test.each(["idOffset", "descOffset", "dataOffset", "nameSize"] as const)("%s 0xFFFFFFFF", (field) => {
    const bytes = buildDump({ stats, header: { [field]: 0xffffffff } });
    expectCover(open(bytes).layout, bytes.length);
  });

  test("names: without NUL, __proto__, duplicates, not UTF-8, with a byte order mark", () => {
    const { table } = open(
      buildDump({
        nameSize: 16,
        stats: [
          { name: "n".repeat(16) },
          { name: "__proto__" },
          { name: "twice" },
          { name: "twice" },
          { name: new Uint8Array([0x66, 0xff, 0x66]) },
          { name: "\ufeffbom" },
          { name: "" },
        ],
      }),
    );
    expect(table.descriptors.map(({ name }) => name)).toEqual([
      "nnnnnnnnnnnnnnnn",
      "__proto__",
      "twice",
      "twice",
      "f\ufffdf",
      "\ufeffbom",
      "",
    ]);
    const keys = statKeysOf(table.descriptors);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys[2]).toBe("twice");
  });

  test("a statistic whose offset is past the end has no value", () => {
    const { table, data } = open(buildDump({ stats: [...stats, { name: "far", offset: 0xffff_fff8, size: 0xffff }] }));
    const far = table.descriptors[2];
    expect(far && valueAt(data, far, 0, "little")).toBeNull();
    expect(far && valueAt(data, far, 0xffff, "little")).toBeNull();
  });

  test("any bytes: no throw, no hang, an exact cover", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const layout = layoutOf(bytes);
        expect(looksLikeDump(bytes, bytes.length)).toBe(layout !== null);
        if (layout !== null) {
          expectCover(layout, bytes.length);
          tableOfDump(bytes, layout);
        }
      }),
    );
  });

  test("any header on a real dump: no throw, an exact cover, values only from inside", () => {
    const u32 = fc.oneof(fc.integer({ min: 0, max: 0xffffffff }), fc.integer({ min: 0, max: 400 }), fc.constant(48));
    fc.assert(
      fc.property(
        fc.record({ nameSize: u32, numDesc: u32, idOffset: u32, descOffset: u32, dataOffset: u32 }),
        fc.constantFrom("little" as const, "big" as const),
        (header, order) => {
          const bytes = buildDump({ stats, order, header });
          const layout = layoutOf(bytes);
          if (layout !== null) {
            const { table, data } = open(bytes);
            expectCover(layout, bytes.length);
            expect(layout.dataBytes).toBe(data.length);
            for (const descriptor of table.descriptors) {
              valueAt(data, descriptor, descriptor.size - 1, layout.order);
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test("blocks that overlap: the earlier kind has the bytes, every block still reads from its own start", () => {
    const bytes = buildDump({ stats, header: { dataOffset: 72 + 64 } });
    const { layout, table } = open(bytes);
    expectCover(layout, bytes.length);
    expect(table.descriptors).toHaveLength(2);
    expect(layout.dataBytes).toBe(bytes.length - 136);
  });
});

describe("what is a dump", () => {
  test.each([
    ["text", new TextEncoder().encode("kvm statistics for everyone, in plain text of some length")],
    ["short text", new TextEncoder().encode("hello")],
    ["zeros", new Uint8Array(4096)],
    ["ff", new Uint8Array(100).fill(255)],
    [
      "PNG",
      new Uint8Array([
        0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8,
      ]),
    ],
  ])("%s is none", (_name, bytes) => {
    expect(layoutOf(bytes)).toBeNull();
  });

  test("a header that promises more than the file has is one", () => {
    expect(layoutOf(fixture("x86_64-linux-6.18/vm.bin").subarray(0, 24))?.header.numDesc).toBe(15);
  });

  test("the head is enough", () => {
    expect(looksLikeDump(fixture("x86_64-linux-6.18/vm.bin").subarray(0, 32), 1152)).toBe(true);
  });
});

test.each([
  ["kvm-12", "vm", null],
  ["kvm-12/vcpu-0", "vcpu", 0],
  ["kvm-12/vcpu-4294967295", "vcpu", 4294967295],
  ["kvm-12/vcpu-", "vcpu", null],
  ["kvm-12/vcpu-1x", "vcpu", null],
  ["xen-12/vcpu-1", "unknown", null],
  ["", "unknown", null],
])("%j names %s %s", (id, scope, vcpu) => {
  expect(ownerOf(id)).toEqual({ scope, vcpu });
});

test("shared memory decodes too", () => {
  const shared = new Uint8Array(new SharedArrayBuffer(1152));
  shared.set(fixture("x86_64-linux-6.18/vm.bin"));
  expect(decodeId(shared.subarray(24, 72))).toMatch(/^kvm-\d+$/);
  expect(decodeHeader(shared, "little").nameSize).toBe(48);
});
