import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(import.meta.dirname, "../fixtures");

/** The bytes of a file under test/fixtures. */
export function fixture(path: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(join(FOLDER, path)));
}

/** What an independent decoder found in a dump: the .json beside it. */
export interface Twin {
  readonly id: string;
  readonly length: number;
  readonly stats: readonly {
    readonly name: string;
    readonly type: string;
    readonly unit: string;
    readonly base: number;
    readonly exponent: number;
    readonly size: number;
    readonly offset: number;
    readonly bucketSize: number;
    /** u64 as decimal strings. */
    readonly values: readonly string[];
  }[];
}

/** The .json twin of a dump under test/fixtures. */
export function twin(path: string): Twin {
  return JSON.parse(readFileSync(join(FOLDER, path.replace(/\.bin$/, ".json")), "utf8"));
}

/** Every raw dump under test/fixtures that a kernel wrote, and those of them with a twin. */
export function realDumps(): { readonly all: string[]; readonly withTwin: string[] } {
  const folders = ["x86_64-linux-6.18", "arm64-linux-6.1", "qmp"];
  const names = folders.flatMap((folder) =>
    readdirSync(join(FOLDER, folder), { recursive: true, encoding: "utf8" }).map((name) => `${folder}/${name}`),
  );
  const all = names.filter((name) => name.endsWith(".bin")).sort();
  return { all, withTwin: all.filter((name) => names.includes(name.replace(/\.bin$/, ".json"))) };
}
