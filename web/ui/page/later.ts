// Parts of the page that are loaded when they are first wanted. React keeps a failed loading for good: what could not be
// loaded is loaded anew once somebody presses "Try again".

import { type ComponentType, createElement, lazy } from "react";

const failed = new Set<() => void>();

/** A component that is loaded with the first look at it. */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  const make = () =>
    lazy(async () => {
      try {
        return { default: await load() };
      } catch (reason) {
        failed.add(start);
        throw reason;
      }
    });
  let Loaded: ComponentType<P> = make() as ComponentType<P>;
  function start(): void {
    Loaded = make() as ComponentType<P>;
  }
  return (props) => createElement(Loaded, props);
}

/** The next look at what could not be loaded loads it again. */
export function loadAgain(): void {
  for (const start of failed) start();
  failed.clear();
}
