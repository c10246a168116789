// @ts-check
// node test/support/make-recording.mjs --vcpus 16 --samples 10000 OUT.tar: a long recording of one VM with many vCPUs, made from
// the 330 s of test/fixtures/x86_64-linux-6.1-svm.tar.gz. vCPU n is a vCPU of the sample from another moment on, its counters
// stretched a little; where the sample ends it goes on from its start, counters on top of what they had reached. The same
// arguments give the same bytes. OUT.tar.gz is compressed; "-" is standard output.

import { once } from "node:events";
import { createWriteStream, readFileSync } from "node:fs";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { createGzip, gunzipSync } from "node:zlib";

/**
 * @typedef {object} RecordingSize
 * @property {number} vcpus
 * @property {number} samples of each source, the VM's own included
 * @property {number} [interval] ms between two samples, 100 unless given
 *
 * @typedef {object} Track a source of the sample
 * @property {Buffer[]} dumps in time order
 * @property {number} id offset of the id in a dump
 * @property {number} data offset of the values
 * @property {boolean[]} grows per value: a counter or a bucket
 */

const SAMPLE = join(import.meta.dirname, "../fixtures/x86_64-linux-6.1-svm.tar.gz");
/** 2026-11-22T10:00:00Z, ns. */
const FIRST = 1_795_341_600_000_000_000n;
const BLOCK = 512;
/** Bytes gathered before they are handed on. */
const CHUNK = 1 << 20;

/**
 * The bytes of the tar in pieces.
 * @param {RecordingSize} size
 */
export function* recordingTar({ vcpus, samples, interval = 100 }) {
  const tracks = readSample();
  const vm = tracks.get("vm");
  const models = [...tracks].filter(([name]) => name !== "vm").map(([, track]) => track);
  if (vm === undefined || models.length === 0) throw new Error("Cannot read the sample: no VM or no vCPU in it");
  const sources = [{ name: "vm", track: vm, shift: 0, percent: 100 }];
  for (let vcpu = 0; vcpu < vcpus; vcpu++) {
    const track = /** @type {Track} */ (models[vcpu % models.length]);
    const round = Math.floor(vcpu / models.length);
    sources.push({ name: `vcpu-${vcpu}`, track, shift: round * 371, percent: 100 + ((round * 37) % 90) });
  }
  /** @type {Buffer[]} */
  let gathered = [];
  let bytes = 0;
  for (let sample = 0; sample < samples; sample++) {
    const time = FIRST + BigInt(sample) * BigInt(Math.round(interval * 1e6));
    for (const { name, track, shift, percent } of sources) {
      const dump = dumpAt(track, sample + shift, percent);
      if (name !== "vm") writeId(dump, track, name);
      gathered.push(tarHeader(`${name}/${time}.bin`, dump.length), dump, padding(dump.length));
      bytes += BLOCK + dump.length;
    }
    if (bytes < CHUNK) continue;
    yield Buffer.concat(gathered);
    gathered = [];
    bytes = 0;
  }
  yield Buffer.concat([...gathered, Buffer.alloc(2 * BLOCK)]);
}

/**
 * Writes a recording; `path` may end in .gz.
 * @param {string} path
 * @param {RecordingSize} size
 */
export async function writeRecording(path, size) {
  const file = path === "-" ? process.stdout : createWriteStream(path);
  const out = path.endsWith(".gz") ? createGzip({ level: 1 }) : file;
  if (out !== file) out.pipe(file);
  for (const piece of recordingTar(size)) if (!out.write(piece)) await once(out, "drain");
  if (file === process.stdout) return;
  out.end();
  await finished(/** @type {import("node:stream").Writable} */ (file));
}

/** @returns {Map<string, Track>} by name of the source */
function readSample() {
  const tar = gunzipSync(readFileSync(SAMPLE));
  /** @type {Map<string, { path: string, dump: Buffer }[]>} */
  const files = new Map();
  for (let at = 0; at + BLOCK <= tar.length && tar[at] !== 0; ) {
    const path = tar.toString("latin1", at, tar.indexOf(0, at));
    const size = Number.parseInt(tar.toString("latin1", at + 124, at + 135), 8);
    const dump = tar.subarray(at + BLOCK, at + BLOCK + size);
    const [name = ""] = path.split("/");
    if (path.endsWith(".bin")) files.set(name, [...(files.get(name) ?? []), { path, dump }]);
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return new Map(
    [...files].map(([name, list]) => [
      name,
      trackOf(list.sort((a, b) => (a.path < b.path ? -1 : 1)).map(({ dump }) => dump)),
    ]),
  );
}

/**
 * struct kvm_stats_header: flags, name_size, num_desc, id_offset, desc_offset, data_offset; u32 each.
 * struct kvm_stats_desc: flags u32, exponent s16, size u16, offset u32, bucket_size u32, name.
 * @param {Buffer[]} dumps
 * @returns {Track}
 */
function trackOf(dumps) {
  const [first] = dumps;
  if (first === undefined) throw new Error("Cannot read the sample: a source without dumps");
  const [nameSize = 0, count = 0, id = 0, table = 0, data = 0] = [4, 8, 12, 16, 20].map((at) => first.readUInt32LE(at));
  const grows = new Array((first.length - data) / 8).fill(false);
  for (let index = 0; index < count; index++) {
    const at = table + index * (16 + nameSize);
    const type = first.readUInt32LE(at) & 15;
    const from = first.readUInt32LE(at + 8) / 8;
    // 0 cumulative, 3 linear and 4 log histogram
    if (type === 0 || type > 2) grows.fill(true, from, from + first.readUInt16LE(at + 6));
  }
  return { dumps, id, data, grows };
}

/**
 * A copy of dump number `index`, beyond the last one from the start again.
 * @param {Track} track
 * @param {number} index
 * @param {number} percent of its growth that a counter has
 */
function dumpAt({ dumps, data, grows }, index, percent) {
  const source = /** @type {Buffer} */ (dumps[index % dumps.length]);
  const rounds = BigInt(Math.floor(index / dumps.length));
  const dump = Buffer.from(source);
  if (rounds === 0n && percent === 100) return dump;
  const [first, last] = [/** @type {Buffer} */ (dumps[0]), /** @type {Buffer} */ (dumps.at(-1))];
  const part = BigInt(percent);
  for (let value = 0, at = data; at < dump.length; value++, at += 8) {
    const end = last.readBigUInt64LE(at);
    if (end === 0n || !grows[value]) continue;
    const start = first.readBigUInt64LE(at);
    const grown = source.readBigUInt64LE(at) - start + rounds * (end - start);
    dump.writeBigUInt64LE(start + (grown * part) / 100n, at);
  }
  return dump;
}

/**
 * "kvm-PID/vcpu-N" with the number of the vCPU.
 * @param {Buffer} dump
 * @param {Track} track
 * @param {string} name
 */
function writeId(dump, { id }, name) {
  const end = dump.indexOf(0, id);
  const process = dump.toString("latin1", id, end).split("/")[0];
  dump.fill(0, id, end);
  dump.write(`${process}/${name}`, id, "latin1");
}

/**
 * @param {string} path
 * @param {number} size
 */
function tarHeader(path, size) {
  const header = Buffer.alloc(BLOCK);
  const octal = (/** @type {number} */ value, /** @type {number} */ length) => value.toString(8).padStart(length, "0");
  header.write(path, 0);
  // mode, uid, gid, size, mtime, checksum as spaces, type, magic
  header.write(`0000644\0${octal(0, 7)}\0${octal(0, 7)}\0${octal(size, 11)}\0${octal(0, 11)}\0${" ".repeat(8)}0`, 100);
  header.write("ustar\x0000", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 6)}\0 `, 148);
  return header;
}

/** @param {number} size */
function padding(size) {
  return Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      vcpus: { type: "string", default: "16" },
      samples: { type: "string", default: "10000" },
      interval: { type: "string", default: "100" },
    },
  });
  const [path] = positionals;
  const size = { vcpus: Number(values.vcpus), samples: Number(values.samples), interval: Number(values.interval) };
  if (path === undefined || !Object.values(size).every((each) => each > 0)) {
    process.stderr.write(
      "Usage: node test/support/make-recording.mjs [--vcpus 16] [--samples 10000] [--interval MS] OUT.tar[.gz]|-\n",
    );
    process.exitCode = 2;
  } else await writeRecording(path, size);
}
