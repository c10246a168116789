// Real dumps as files to open, and what a dump holds, decoded here a second time: nothing of the page's own code.

import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { packTar } from "modern-tar";
import { fixture } from "../../support/fixtures.ts";

/** A file to open; `path` may have folders in it. */
export interface GivenFile {
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export type SeriesSource = "vm" | "vcpu0" | "vcpu1";

/** Rounds in the series of fixtures, and ns between two. */
export const ROUNDS = 20;
const INTERVAL = 250_000_000n;
/** 2026-11-22T10:00:00Z, ns. */
const FIRST = 1_795_341_600_000_000_000n;

/** The dump of one round. */
export function roundOf(source: SeriesSource, round: number): Uint8Array<ArrayBuffer> {
  return fixture(`x86_64-linux-6.18/series/${String(round).padStart(4, "0")}-${source}.bin`);
}

/** Rounds of real dumps, their times in the names, 250 ms apart from 2026-11-22 10:00 UTC on. Beyond the last they begin again. */
export function timedSeries(sources: readonly SeriesSource[], rounds = ROUNDS): GivenFile[] {
  return sources.flatMap((source) =>
    Array.from({ length: rounds }, (_, round) => ({
      path: `${source}-${FIRST + BigInt(round) * INTERVAL}.bin`,
      bytes: roundOf(source, round % ROUNDS),
    })),
  );
}

/** A compressed archive of files. */
export async function tarGz(files: readonly GivenFile[]): Promise<Uint8Array<ArrayBuffer>> {
  const tar = await packTar(
    files.map(({ path, bytes }) => ({
      header: { name: path, size: bytes.length, type: "file" as const },
      body: bytes,
    })),
  );
  return new Uint8Array(gzipSync(tar, { level: 1 }));
}

/** Writes files below a folder, all of the same age: their times tell nothing. Returns their paths. */
export function writeFiles(folder: string, files: readonly GivenFile[]): string[] {
  return files.map(({ path, bytes }) => {
    const full = join(folder, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, bytes);
    utimesSync(full, 0, 0);
    return full;
  });
}

/** The u64 values of every statistic of a dump in x86 byte order, by name. */
export function valuesOf(dump: Uint8Array): ReadonlyMap<string, readonly bigint[]> {
  const view = new DataView(dump.buffer, dump.byteOffset, dump.byteLength);
  return new Map(
    statisticsOf(dump).map(({ name, size, at }) => [
      name,
      Array.from({ length: size }, (_, element) => view.getBigUint64(at + element * 8, true)),
    ]),
  );
}

/** Where the first value of each statistic lies in such a dump, bytes from its start. */
export function valueOffsets(dump: Uint8Array): ReadonlyMap<string, number> {
  return new Map(statisticsOf(dump).map(({ name, at }) => [name, at]));
}

function statisticsOf(
  dump: Uint8Array,
): readonly { readonly name: string; readonly size: number; readonly at: number }[] {
  const view = new DataView(dump.buffer, dump.byteOffset, dump.byteLength);
  // struct kvm_stats_header: flags, name_size, num_desc, id_offset, desc_offset, data_offset
  const [nameSize, count, descriptors, data] = [4, 8, 16, 20].map((at) => view.getUint32(at, true)) as [
    number,
    number,
    number,
    number,
  ];
  return Array.from({ length: count }, (_, index) => {
    // struct kvm_stats_desc: flags u32, exponent s16, size u16, offset u32, bucket_size u32, name
    const at = descriptors + index * (16 + nameSize);
    const name = new TextDecoder().decode(dump.subarray(at + 16, at + 16 + nameSize)).replace(/\0.*$/s, "");
    return { name, size: view.getUint16(at + 6, true), at: data + view.getUint32(at + 8, true) };
  });
}

/** What the table shows of a statistic: its value, for a histogram the sum of its buckets; in decimal digits. */
export function shownDigits(values: readonly bigint[]): string {
  return String(values.reduce((sum, value) => sum + value, 0n));
}

/** The first value of a statistic of a dump as the table writes it: digits in groups of three. */
export function digits(dump: Uint8Array, name: string): string {
  const [value] = valuesOf(dump).get(name) ?? [];
  if (value === undefined) throw new Error(`Cannot find ${name} in the dump`);
  return String(value).replace(/\B(?=(\d{3})+$)/g, "\u2009");
}
