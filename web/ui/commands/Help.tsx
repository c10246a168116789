import { useSyncExternalStore } from "react";
import { Button } from "react-aria-components/Button";
import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { Icon } from "../page/Icon.tsx";
import { commands, runCommand } from "./commands.ts";
import { GESTURES } from "./gestures.ts";
import { keyText } from "./keys.ts";
import { grouped, type RankedGroup } from "./rank.ts";
import "./commands.css";

/** Mouse and keys: what charts answer to, and every command that has a key now. */
export function Help({ onClose }: { readonly onClose: () => void }) {
  const all = useSyncExternalStore(commands.subscribe, commands.all).toReversed();
  const groups = grouped(all.filter(({ keys = [], inChart = false }) => keys.length > 0 && !inChart));
  return (
    <ModalOverlay className="dialog-ground" isOpen isDismissable onOpenChange={onClose}>
      <Modal className="help">
        <Dialog className="help-dialog">
          <header className="help-header">
            <Heading slot="title" level={2}>
              Mouse and keys
            </Heading>
            <Button aria-label="Close the help" onPress={onClose}>
              <Icon name="close" />
            </Button>
          </header>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys */}
          <section className="help-body" aria-label="All of them" tabIndex={0}>
            <Gestures />
            <div className="help-groups">
              {groups.map((group) => (
                <Group key={group.title} group={group} />
              ))}
            </div>
            <p className="muted small">
              Ctrl is ⌘ on a Mac. W A S D count by their place on the keyboard. Everything else is in the command
              palette.
            </p>
            <Button
              onPress={() => {
                onClose();
                // after the dialog has given the focus back
                requestAnimationFrame(() => requestAnimationFrame(() => runCommand("tour")));
              }}
            >
              Start the tour
            </Button>
          </section>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Gestures() {
  return (
    <table className="help-table">
      <caption>On a chart: keys go to the one with the focus, a click or Tab gives it</caption>
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">Mouse, touch</th>
          <th scope="col">Keys</th>
        </tr>
      </thead>
      <tbody>
        {GESTURES.map(({ what, pointer, keys }) => (
          <tr key={what}>
            <th scope="row">{what}</th>
            <td>{pointer}</td>
            <td>
              <Keys texts={keys} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Group({ group }: { readonly group: RankedGroup }) {
  return (
    <table className="help-table">
      <caption>{group.title}</caption>
      <tbody>
        {group.commands.map(({ id, title, keys = [] }) => (
          <tr key={id}>
            <th scope="row">{title}</th>
            <td>
              <Keys texts={[...new Set(keys.map(keyText))]} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Keys({ texts }: { readonly texts: readonly string[] }) {
  return texts.map((text, index) => (
    <span key={text}>
      {index > 0 && " "}
      <kbd>{text}</kbd>
    </span>
  ));
}
