import { type ReactNode, type RefObject, useEffect, useState } from "react";
import {
  Group,
  Panel,
  type PanelImperativeHandle,
  Separator,
  useDefaultLayout,
  usePanelRef,
} from "react-resizable-panels";
import { useCommands } from "../commands/commands.ts";
import { layoutStorage } from "./kept-layout.ts";
import { onShowPane, PANES, type Pane } from "./panes.ts";
import "./columns.css";

/** CSS pixels. */
const LEFT = { minSize: 170, defaultSize: 236, maxSize: 560 };
const RIGHT = { minSize: 330, maxSize: "70%" };
const CENTRE = 320;

/** A share of the window, but no more than the table can fill, and less where charts would have no room. */
function firstRight(): number {
  const room = window.innerWidth - LEFT.defaultSize - 500;
  return Math.max(Math.min(window.innerWidth * 0.41, room, 880), RIGHT.minSize);
}

interface Props {
  readonly left: ReactNode;
  readonly centre: ReactNode;
  readonly right: ReactNode;
  /** There are charts and a table to change between. */
  readonly switchable: boolean;
}

/**
 * Sources, charts and table with splitters between them; both sides fold away. Below 1000 pixels there are no splitters,
 * and charts and table take turns (columns.css).
 */
export function Columns({ left, centre, right, switchable }: Props) {
  const [pane, setPane] = useState<Pane>("View");
  const [firstWidth] = useState(firstRight);
  const leftPanel = usePanelRef();
  const rightPanel = usePanelRef();
  const [folded, setFolded] = useState({ left: false, right: false });
  const kept = useDefaultLayout({
    id: "kvmscope-columns",
    storage: layoutStorage,
    onlySaveAfterUserInteractions: false,
  });

  useEffect(
    () =>
      onShowPane((wanted) => {
        setPane(wanted);
        if (wanted === "Statistics") rightPanel.current?.expand();
      }),
    [rightPanel],
  );

  function noteFolded(): void {
    const next = { left: isFolded(leftPanel), right: isFolded(rightPanel) };
    setFolded((before) => (before.left === next.left && before.right === next.right ? before : next));
  }

  useCommands([
    {
      id: "fold-left",
      title: `${folded.left ? "Show" : "Hide"} recordings and sources`,
      group: "Page",
      keys: [{ code: "KeyL" }],
      words: "collapse expand left sidebar column",
      run: () => toggle(leftPanel),
    },
    {
      id: "fold-right",
      title: `${folded.right ? "Show" : "Hide"} the table of statistics`,
      group: "Page",
      keys: [{ code: "KeyT" }],
      words: "collapse expand right sidebar column",
      run: () => toggle(rightPanel),
    },
  ]);

  return (
    <Group
      id="columns"
      className="columns"
      data-pane={pane}
      {...(kept.defaultLayout !== undefined && { defaultLayout: kept.defaultLayout })}
      onLayoutChanged={kept.onLayoutChanged}
      onLayoutChange={noteFolded}
    >
      <Panel id="left" collapsible groupResizeBehavior="preserve-pixel-size" panelRef={leftPanel} {...LEFT}>
        <nav className="left" aria-label="Recordings and sources" data-folded={folded.left}>
          {left}
        </nav>
      </Panel>
      <Separator className="splitter" aria-label="Width of recordings and sources" />
      <Panel id="centre" minSize={CENTRE}>
        {switchable && (
          <nav className="pane-switch" aria-label="View or statistics">
            {PANES.map((each) => (
              <button key={each} type="button" aria-pressed={each === pane} onClick={() => setPane(each)}>
                {each}
              </button>
            ))}
          </nav>
        )}
        {centre}
      </Panel>
      <Separator className="splitter" aria-label="Width of the table of statistics" />
      <Panel id="right" collapsible panelRef={rightPanel} defaultSize={firstWidth} {...RIGHT}>
        <aside className="right" aria-label="Statistics at the cursor" data-folded={folded.right}>
          {right}
        </aside>
      </Panel>
    </Group>
  );
}

function isFolded(panel: RefObject<PanelImperativeHandle | null>): boolean {
  return panel.current?.isCollapsed() ?? false;
}

function toggle(panel: RefObject<PanelImperativeHandle | null>): void {
  if (isFolded(panel)) panel.current?.expand();
  else panel.current?.collapse();
}
