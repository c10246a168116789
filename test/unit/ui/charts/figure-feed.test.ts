import { expect, test } from "vitest";
import { FIGURES } from "../../../../web/series/figures.ts";
import type { Answer, Question, SampleRead } from "../../../../web/series/model.ts";
import { createFigureFeed, figureQuestion } from "../../../../web/ui/charts/figure-feed.ts";

const rate = FIGURES.find(({ kind }) => kind === "rate")?.key ?? "";
const value = FIGURES.find(({ kind }) => kind === "value")?.key ?? "";

function readAt(time: number, before: number | null): SampleRead {
  const data = new Uint8Array(0);
  const previous = before === null ? null : { time: before, data };
  return { source: 3, sample: 1, generation: 0, time, data, previous, gap: false };
}

test("a figure is asked of one sample: over the interval that ends there, or at it", () => {
  const asked = (stat: string, read: SampleRead | null) => figureQuestion(stat, 3, read);
  expect(asked(rate, readAt(2, 1.75))).toEqual({ kind: "range", source: 3, stats: [rate], from: 1.75, to: 2 });
  expect(asked(value, readAt(2, 1.75))).toMatchObject({ from: 2, to: 2 });
  expect(asked(rate, readAt(2, null))).toBeNull();
  expect(asked(rate, { ...readAt(2, 1), sample: -1 })).toBeNull();
  expect(asked(value, null)).toBeNull();
});

test("it follows the samples: asked again only when they are others, not while nobody looks", async () => {
  let read = readAt(2, 1);
  let tell = (): void => undefined;
  let looks = true;
  const questions: Question[][] = [];
  let heard = 0;
  const feed = createFigureFeed({
    client: {
      ask: async (list): Promise<readonly Answer[]> => {
        questions.push([...list]);
        const to = list[0]?.kind === "range" ? list[0].to : Number.NaN;
        const common = { key: rate, samples: 1, min: to, max: to, p50: to, p99: to, deviation: 0, weight: 1 };
        return [{ kind: "range", stats: [{ ...common, mean: to * 10, total: null, resets: 0, gaps: 0 }] }];
      },
    },
    feed: {
      read: () => read,
      subscribe: (listener) => {
        tell = listener;
        return () => undefined;
      },
    },
    stat: rate,
    sources: [3],
    wanted: () => looks,
    onChange: () => heard++,
    onError: (message) => expect.fail(message),
  });
  const settle = () => new Promise((resolve) => setTimeout(resolve));
  expect(feed.value(3)).toBeNaN();
  await settle();
  expect(feed.value(3)).toBe(20);
  tell();
  await settle();
  expect(questions).toHaveLength(1);
  read = readAt(3, 2);
  looks = false;
  tell();
  await settle();
  expect(questions).toHaveLength(1);
  looks = true;
  tell();
  await settle();
  expect(feed.value(3)).toBe(30);
  expect(heard).toBe(2);
  feed.dispose();
});

test("without samples nobody is called before the feed is there", () => {
  const calls: string[] = [];
  const feed = createFigureFeed({
    client: { ask: () => Promise.reject(new Error("nothing is to be asked")) },
    feed: { read: () => null, subscribe: () => () => undefined },
    stat: rate,
    sources: [3],
    wanted: () => true,
    onChange: () => calls.push("change"),
    onError: (message) => calls.push(message),
  });
  expect(calls).toEqual([]);
  expect(feed.value(3)).toBeNaN();
  feed.dispose();
});
