// How high the parts of a panel are: as ever, or, when it is maximised, as much as there is.

import { createContext, type RefObject, useContext, useLayoutEffect, useState } from "react";

/** Header, legend, foot and borders of a panel, and what is left free below, CSS pixels. */
const AROUND = 130;
const LEAST = 160;

/** CSS pixels for the charts of the panel around; null in a panel of normal size. */
export const PanelRoom = createContext<number | null>(null);

/** Height of a chart in a panel, CSS pixels: `normal`, or its share of what a maximised panel has. */
export function usePanelHeight(normal: number, share = 1): number {
  const room = useContext(PanelRoom);
  return room === null ? normal : Math.max(LEAST, Math.floor(room * share));
}

/** What a maximised panel has for its charts: from its place to the end of the window's part it lies in. */
export function useRoom(panel: RefObject<HTMLElement | null>, maximised: boolean): number | null {
  const [room, setRoom] = useState<number | null>(null);
  useLayoutEffect(() => {
    const centre = panel.current?.closest("main");
    if (!maximised || panel.current === null || !centre) {
      setRoom(null);
      return;
    }
    const top = panel.current.offsetTop - centre.offsetTop;
    const observer = new ResizeObserver(measure);
    function measure(): void {
      setRoom(Math.max(LEAST, (centre?.clientHeight ?? 0) - top - AROUND));
    }
    measure();
    observer.observe(centre);
    return () => observer.disconnect();
  }, [panel, maximised]);
  return maximised ? room : null;
}
