/** One seed for all random cases of a run, printed so that the run can be repeated. */
export function setup(): void {
  process.env["KVMSCOPE_SEED"] ??= String(Math.floor(Math.random() * 2 ** 31));
  process.stdout.write(`random cases: KVMSCOPE_SEED=${process.env["KVMSCOPE_SEED"]} repeats them\n`);
}
