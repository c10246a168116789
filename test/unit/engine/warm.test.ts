import { expect, test } from "vitest";
import type { Kernel } from "../../../web/engine/kernel.ts";
import { createEngine, createMemory } from "../../../web/engine/start.ts";
import { warm } from "../../../web/engine/warm.ts";
import { moduleBytes } from "../../support/wasm.ts";

test("every export of the module has run three times before the first real call", async () => {
  const module = await WebAssembly.compile(moduleBytes());
  const engine = createEngine(module, createMemory());
  const calls = new Map<string, number>();
  const kernel = new Proxy(
    { ...engine.kernel },
    {
      get(target, name: string) {
        return (...values: never[]) => {
          calls.set(name, (calls.get(name) ?? 0) + 1);
          return (target[name as keyof Kernel] as (...values: never[]) => unknown)(...values);
        };
      },
    },
  );
  warm({ ...engine, kernel });
  const names = WebAssembly.Module.exports(module).map(({ name }) => name);
  expect(names.length).toBeGreaterThan(10);
  expect([...calls.keys()].sort()).toEqual(names.sort());
  expect([...calls.values()].every((count) => count >= 3)).toBe(true);
});
