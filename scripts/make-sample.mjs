// @ts-check
// node scripts/make-sample.mjs ARCHIVE: puts a recording into the page as its sample, converted with the built command. The one in the
// tree is test/fixtures/x86_64-linux-6.1-svm.tar.gz: 330 s of one QEMU VM with 4 vCPUs on an SVM host, Linux 6.1, 14,200 dumps.

import { copyFileSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBuilt } from "./build.mjs";
import { mustRun, REPOSITORY } from "./run.mjs";

/** The page fetches it at every start. */
const MAX_BYTES = 1 << 20;
const SAMPLE = join(REPOSITORY, "web/public/sample.mcap");

const archive = process.argv[2];
if (archive === undefined) {
  process.stderr.write("Cannot make the sample: expected the path of a .tar.gz with dumps\n");
  process.exitCode = 2;
} else {
  await ensureBuilt();
  // a VM is named by the folder it is in, and an archive in a folder is one
  const folder = mkdtempSync(join(tmpdir(), "kvmscope-sample-"));
  try {
    copyFileSync(archive, join(folder, "Sample recording.tar.gz"));
    await mustRun(`node dist/cli/main.js convert ${folder} -o ${SAMPLE} --compact --force`);
  } finally {
    rmSync(folder, { recursive: true });
  }
  const { size } = statSync(SAMPLE);
  if (size > MAX_BYTES) {
    process.stderr.write(`Cannot make the sample: it has ${size} bytes, expected at most ${MAX_BYTES}\n`);
    process.exitCode = 2;
  }
}
