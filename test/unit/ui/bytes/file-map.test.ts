import { describe, expect, test } from "vitest";
import { fieldsAt, mapOf, nextField, regionAt } from "../../../../web/ui/bytes/file-map.ts";
import { hexText, offsetOf } from "../../../../web/ui/bytes/hex.ts";
import { buildDump } from "../../../support/dump-builder.ts";
import { fixture } from "../../../support/fixtures.ts";

const VCPU = fixture("x86_64-linux-6.18/series/0019-vcpu0.bin");

function named(bytes: Uint8Array, name: string) {
  const field = mapOf(bytes)?.fields.find((each) => each.name === name);
  if (field === undefined) throw new Error(`no field ${name}`);
  return field;
}

describe("a real dump", () => {
  const map = mapOf(VCPU);

  test("its regions cover it without holes", () => {
    expect(map?.regions.map(({ kind }) => kind)).toEqual(["header", "id", "descriptors", "data"]);
    let end = 0;
    for (const { from, to } of map?.regions ?? []) {
      expect(from).toBe(end);
      end = to;
    }
    expect(end).toBe(VCPU.length);
  });

  test("every byte of it has a field", () => {
    for (let at = 0; at < VCPU.length; at++) expect(map && fieldsAt(map, at).length, String(at)).toBe(1);
  });

  test("fields say what the independent decoder says", () => {
    expect(named(VCPU, "header.name_size")).toMatchObject({ from: 4, to: 8, value: "48" });
    expect(named(VCPU, "exits").value).toBe("1\u2009958 = 1.96\u00a0k");
    expect(named(VCPU, "halt_wait_hist[22]").value).toMatch(/^795 in \[2\.1/);
    const { from, to, stat } = named(VCPU, "halt_wait_ns");
    expect(stat).toBe("halt_wait_ns");
    expect(new DataView(VCPU.buffer, VCPU.byteOffset).getBigUint64(from, true)).toBe(4753009776n);
    expect(to - from).toBe(8);
  });

  test("one steps from field to field", () => {
    if (map === null) throw new Error("no map");
    expect(nextField(map, 0, 1)).toBe(4);
    expect(nextField(map, 5, -1)).toBe(4);
    expect(nextField(map, 4, -1)).toBe(0);
    expect(nextField(map, 0, -1)).toBeNull();
    expect(nextField(map, VCPU.length - 1, 1)).toBeNull();
  });
});

describe("unusual dumps", () => {
  test("data that no descriptor names and bytes of no block have regions of their own", () => {
    const bytes = buildDump({
      id: "kvm-1",
      stats: [{ name: "a", values: [1n] }],
      gap: 8,
      undescribed: 16,
    });
    const map = mapOf(bytes);
    const kinds = map?.regions.map(({ kind }) => kind) ?? [];
    expect(kinds).toContain("gap");
    expect(kinds).toContain("undescribed");
    expect(map && regionAt(map, bytes.length - 1)?.kind).toBe("undescribed");
  });

  test("every cut of a real dump has a map that ends with it, or none", () => {
    for (let size = 0; size < VCPU.length; size += 7) {
      const map = mapOf(VCPU.slice(0, size));
      if (map === null) continue;
      expect(map.regions.at(-1)?.to ?? 0).toBe(size);
      for (const { to } of map.fields) expect(to).toBeLessThanOrEqual(size);
    }
  });

  test("what is no dump has no map", () => {
    expect(mapOf(new TextEncoder().encode("hello, this is text and no dump at all"))).toBeNull();
  });
});

describe("hex", () => {
  test("offsets may be typed in both ways", () => {
    expect(["0x48", "48h", "72", "0X48", "zz", "", "-1"].map(offsetOf)).toEqual([72, 72, 72, 72, null, null, null]);
  });

  test("lines of bytes", () => {
    expect(hexText(Uint8Array.of(0, 1, 255), 2)).toBe("00 01\nff");
  });
});
