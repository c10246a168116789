import { describe, expect, test } from "vitest";
import { createChartView } from "../../../../web/chart/view-store.ts";
import type { Answer, Question } from "../../../../web/series/model.ts";
import { parseInterval } from "../../../../web/ui/open/interval.ts";
import { advance, createPlayer, scrollWith, showTime } from "../../../../web/ui/time/player.ts";
import { createSampleFeed } from "../../../../web/ui/time/sample-feed.ts";
import type { Client } from "../../../../web/worker/client.ts";

/** A client that answers when told to. */
function heldClient() {
  const asked: Question[] = [];
  const waiting: (() => void)[] = [];
  const client: Client = {
    isolated: true,
    workers: 2,
    open: () => ({ recording: 1, add() {}, end() {}, cancel() {} }),
    follow: () => 1,
    retry() {},
    look() {},
    back() {},
    save() {},
    setInterval() {},
    close() {},
    subscribe: () => () => {},
    ask(questions) {
      asked.push(...questions);
      return new Promise((resolve) => {
        waiting.push(() => resolve(questions.map(answerTo)));
      });
    },
  };
  async function answer(): Promise<void> {
    waiting.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { client, asked, answer };
}

function answerTo(question: Question): Answer {
  if (question.kind === "step") return { kind: "step", time: question.time + question.direction };
  return { kind: "sample", time: question.kind === "sample" ? question.time : 0, reads: [] };
}

const fail = (message: string) => {
  throw new Error(message);
};

describe("clock", () => {
  test("runs at its speed, stops at the end", () => {
    expect(advance(10, 16, 1, 60)).toBeCloseTo(10.016);
    expect(advance(10, 16, 100, 60)).toBeCloseTo(11.6);
    expect(advance(59.99, 16, 10, 60)).toBe(60);
  });

  test("a tick that waited for a read slows it down instead of skipping", () => {
    expect(advance(0, 400, 1, 60)).toBeCloseTo(0.05);
  });
});

describe("sample feed", () => {
  test("one question is under way, of those wished for meanwhile only the newest is asked", async () => {
    const { client, asked, answer } = heldClient();
    const view = createChartView({ from: 0, to: 60 });
    const feed = createSampleFeed(client, view, fail);
    feed.setSources([1]);
    for (const cursor of [1, 2, 3, 4]) view.set({ cursor });
    expect(asked).toHaveLength(1);
    await answer();
    await answer();
    expect(asked.map((each) => each.kind === "sample" && each.time)).toEqual([1, 4]);
    expect(feed.get()?.time).toBe(4);
    expect(feed.pending()).toBe(false);
  });

  test("a refresh asks again at the same time", async () => {
    const { client, asked, answer } = heldClient();
    const view = createChartView({ from: 0, to: 60 });
    const feed = createSampleFeed(client, view, fail);
    view.set({ cursor: 5 });
    await answer();
    feed.refresh();
    expect(asked).toHaveLength(2);
  });

  test("after the end nothing is told", async () => {
    const { client, answer } = heldClient();
    const view = createChartView({ from: 0, to: 60 });
    const feed = createSampleFeed(client, view, fail);
    view.set({ cursor: 5 });
    feed.dispose();
    await answer();
    expect(feed.get()).toBeNull();
  });
});

describe("a zoomed view with the playhead", () => {
  const range = { from: 10, to: 20 };

  test("stands until the playhead crossed three quarters, then scrolls with it", () => {
    expect(scrollWith(range, 12, 13)).toBe(range);
    expect(scrollWith(range, 17.5, 18)).toEqual({ from: 10.5, to: 20.5 });
  });

  test("catches up in small steps where the playhead is further right", () => {
    expect(scrollWith(range, 19, 19.2).from).toBeCloseTo(10.3);
  });

  test("leaps to a playhead that is elsewhere", () => {
    expect(scrollWith(range, 50, 50.1)).toEqual({ from: 49.6, to: 59.6 });
    expect(showTime(range, 20.5).to).toBeCloseTo(21);
    expect(showTime(range, 5).from).toBeCloseTo(4.5);
    expect(showTime(range, 15)).toBe(range);
  });
});

describe("player", () => {
  function make() {
    const held = heldClient();
    const view = createChartView({ from: 0, to: 60 });
    const player = createPlayer(held.client, view, createSampleFeed(held.client, view, fail));
    return { ...held, view, player };
  }

  test("stands at the end while the recording grows, until it is moved", () => {
    const { view, player } = make();
    view.set({ extent: { from: 0, to: 90 } });
    expect(player.time()).toBe(90);
    player.seek(30);
    view.set({ extent: { from: 0, to: 120 } });
    expect(player.time()).toBe(30);
  });

  test("the pointer over a chart only looks; leaving it puts the cursor back", () => {
    const { view, player } = make();
    player.seek(30);
    view.set({ cursor: 12, hover: "exits" });
    expect(player.time()).toBe(30);
    view.set({ hover: null });
    expect(view.get().cursor).toBe(30);
  });

  test("a click takes the cursor's place", () => {
    const { view, player } = make();
    view.set({ cursor: 12, hover: "exits" });
    player.stay();
    view.set({ hover: null });
    expect(view.get().cursor).toBe(12);
  });

  test("steps go to the sample the worker names", async () => {
    const { player, answer } = make();
    player.seek(30);
    const step = player.step([1], -1);
    await answer();
    await answer();
    await step;
    expect(player.time()).toBe(29);
  });

  test("a zoomed view follows", () => {
    const { view, player } = make();
    view.set({ range: { from: 0, to: 10 } });
    player.seek(40);
    const { range } = view.get();
    expect(range.from).toBeLessThan(40);
    expect(range.to).toBeGreaterThan(40);
    expect(range.to - range.from).toBeCloseTo(10);
  });
});

test.each([
  ["250", "ms", 250_000_000n],
  ["0.25", "s", 250_000_000n],
  ["0,1", "µs", 100n],
  ["1.5", "min", 90_000_000_000n],
  ["1", "ns", 1n],
  ["0.5", "ns", null],
  ["0", "s", null],
  ["-1", "s", null],
  ["1e3", "ms", null],
  ["", "ms", null],
  ["999999999", "min", null],
] as const)("the interval %s %s", (text, unit, expected) => {
  expect(parseInterval(text, unit)).toBe(expected);
});
