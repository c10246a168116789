// @ts-check
// node scripts/make-sample.mjs ARCHIVE: puts a recording into the page as its sample. The one in the tree is the unchanged archive
// x86_64-linux-6.1-svm.tar.gz: 330 s of one QEMU VM with 4 vCPUs on an SVM host, Linux 6.1, <source>/<unix ns>.bin, 14,200 dumps.

import { copyFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "./run.mjs";

/** The page fetches it at every start. */
const MAX_BYTES = 1 << 20;

const archive = process.argv[2];
if (archive === undefined) {
  process.stderr.write("Cannot make the sample: expected the path of a .tar.gz with dumps\n");
  process.exitCode = 2;
} else if (statSync(archive).size > MAX_BYTES) {
  process.stderr.write(
    `Cannot make the sample: ${archive} has ${statSync(archive).size} bytes, expected at most ${MAX_BYTES}\n`,
  );
  process.exitCode = 2;
} else {
  copyFileSync(archive, join(REPOSITORY, "web/public/sample.tar.gz"));
}
