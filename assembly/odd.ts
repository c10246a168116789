// Which rows break a rule about values (web/format/value-checks.ts), so that only those are looked at one by one.

import {
  RULE_A,
  RULE_B,
  RULE_BOOLEAN,
  RULE_BROKEN,
  RULE_COUNT,
  RULE_HISTOGRAM,
  RULE_KIND,
  RULE_NEGATIVE,
  RULE_ORDER,
  RULE_SIZE,
  RULE_SLACK,
  RULE_SUM,
  VALUE_SIZE,
} from "./layout";

/** Values below 2^48 of which up to 2^16 add up to less than 2^64. */
const SMALL_BITS: u64 = 48;
const FEW: usize = 65536;

/**
 * Looks at the rows of one generation, among rows u32[n] with present u32[n] and generations u32[n], until one breaks a rule
 * that is in `heard`, one bit for each of the `count` RULE_* records, at most 64: returns its index, or n. Rows that only break
 * others are counted in RULE_BROKEN. A rule whose values a row does not have says nothing about it. `swap` is 1 for big-endian.
 */
export function rows_odd(
  rows: usize,
  present: usize,
  generations: usize,
  n: usize,
  generation: u32,
  swap: u32,
  rules: usize,
  count: usize,
  heard: u64,
): usize {
  for (let i: usize = 0; i < n; i++) {
    if (load<u32>(generations + (i << 2)) !== generation) continue;
    const row: usize = load<u32>(rows + (i << 2));
    const bytes: u64 = load<u32>(present + (i << 2));
    let broken: u64 = 0;
    for (let k: usize = 0; k < count; k++) {
      if (breaks(rules + k * RULE_SIZE, row, bytes, swap)) broken |= (1 as u64) << (k as u64);
    }
    if (broken & heard) return i;
    for (; broken !== 0; broken &= broken - 1) {
      const rule: usize = rules + usize(ctz<u64>(broken)) * RULE_SIZE;
      store<u32>(rule, load<u32>(rule, RULE_BROKEN) + 1, RULE_BROKEN);
    }
  }
  return n;
}

function breaks(rule: usize, row: usize, bytes: u64, swap: u32): bool {
  const kind = load<u32>(rule, RULE_KIND);
  const at: u64 = load<u32>(rule, RULE_A);
  if (at + VALUE_SIZE > bytes) return false;
  const a = value(row + (at as usize), swap);
  if (kind === RULE_BOOLEAN) return a > 1;
  if (kind === RULE_NEGATIVE) return (a as i64) < 0;
  let expected = a;
  if (kind !== RULE_SUM) {
    const other: u64 = load<u32>(rule, RULE_B);
    if (other + VALUE_SIZE > bytes) return false;
    const b = value(row + (other as usize), swap);
    if (kind === RULE_ORDER) return a > b && a - b > u64(RULE_SLACK);
    if (a < b) return false;
    expected = a - b;
  }
  const from: u64 = load<u32>(rule, RULE_HISTOGRAM);
  const count: u64 = load<u32>(rule, RULE_COUNT);
  if (count > 0 && from + count * VALUE_SIZE > bytes) return false;
  const buckets: usize = row + (from as usize);
  if (swap === 0 && are_small(buckets, count as usize)) {
    const sum = sum_of(buckets, count as usize);
    return (sum > expected ? sum - expected : expected - sum) > u64(RULE_SLACK);
  }
  return is_far(buckets, count as usize, swap, expected);
}

/** Whether so many values are so small that their sum stays below 2^64. */
function are_small(from: usize, count: usize): bool {
  if (count > FEW) return false;
  const end: usize = from + (count << 3);
  let bits = i64x2(0, 0);
  for (; from + 16 <= end; from += 16) bits = v128.or(bits, v128.load(from));
  let all = i64x2.extract_lane(bits, 0) | i64x2.extract_lane(bits, 1);
  if (from < end) all |= load<i64>(from);
  return (all as u64) >> SMALL_BITS === 0;
}

function sum_of(from: usize, count: usize): u64 {
  const end: usize = from + (count << 3);
  let sums = i64x2(0, 0);
  for (; from + 16 <= end; from += 16) sums = i64x2.add(sums, v128.load(from));
  const sum = (i64x2.extract_lane(sums, 0) + i64x2.extract_lane(sums, 1)) as u64;
  return from < end ? sum + load<u64>(from) : sum;
}

/** Whether any values add up to something far from what is expected. */
function is_far(from: usize, count: usize, swap: u32, expected: u64): bool {
  let sum: u64 = 0;
  let carried = false; // a sum from 2^64 on is far from any counter
  const end: usize = from + (count << 3);
  for (; from < end; from += VALUE_SIZE) {
    const more = value(from, swap);
    sum += more;
    if (sum < more) carried = true;
  }
  return carried || (sum > expected ? sum - expected : expected - sum) > u64(RULE_SLACK);
}

function value(address: usize, swap: u32): u64 {
  const bits = load<u64>(address);
  return swap ? bswap<u64>(bits) : bits;
}
