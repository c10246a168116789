import { useMemo, useState, useSyncExternalStore } from "react";
import { Autocomplete } from "react-aria-components/Autocomplete";
import { Collection } from "react-aria-components/Collection";
import { Dialog } from "react-aria-components/Dialog";
import { Header } from "react-aria-components/Header";
import { Input } from "react-aria-components/Input";
import { ListBox, ListBoxItem, ListBoxSection } from "react-aria-components/ListBox";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { SearchField } from "react-aria-components/SearchField";
import { Text } from "react-aria-components/Text";
import { type Command, commands } from "./commands.ts";
import { keyText } from "./keys.ts";
import { rank } from "./rank.ts";
import { recentCommands, rememberCommand } from "./recent.ts";
import "./commands.css";

/** Commands in the page at once: a keystroke must not lay out hundreds. */
const SHOWN = 60;

interface Props {
  /** Commands of what is in the recording, beside the registered ones. */
  readonly more: readonly Command[];
  readonly onClose: () => void;
}

/** Everything that can be done, found by typing. */
export function Palette({ more, onClose }: Props) {
  const [query, setQuery] = useState("");
  const [recent] = useState(recentCommands);
  const registered = useSyncExternalStore(commands.subscribe, commands.all);
  const all = useMemo(
    () => [...registered.toReversed().filter((each) => each.id !== "palette"), ...more],
    [registered, more],
  );
  const { groups, left } = useMemo(() => rank(all, query, { recent, limit: SHOWN }), [all, query, recent]);

  function run(key: string | number): void {
    const command = all.find((each) => each.id === key);
    if (command === undefined) return;
    rememberCommand(command.id);
    onClose();
    // after the dialog has given the focus back: a command may take it elsewhere
    requestAnimationFrame(() => requestAnimationFrame(() => command.run()));
  }

  return (
    <ModalOverlay className="dialog-ground" isOpen isDismissable onOpenChange={onClose}>
      <Modal className="palette">
        <Dialog aria-label="Commands" className="palette-dialog">
          <Autocomplete inputValue={query} onInputChange={setQuery}>
            <SearchField aria-label="Find a command" autoFocus className="palette-search">
              <Input
                placeholder="Find a command, statistic, VM or vCPU"
                onKeyDown={(event) => {
                  const again = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
                  if (!again && event.key !== "Escape") return;
                  event.preventDefault();
                  onClose();
                }}
              />
            </SearchField>
            <ListBox
              aria-label="Commands"
              className="palette-list"
              items={groups}
              selectionMode="none"
              onAction={run}
              renderEmptyState={() => <p className="empty">Nothing found</p>}
            >
              {(group) => (
                <ListBoxSection id={`group ${group.title}`}>
                  <Header className="palette-group">{group.title}</Header>
                  <Collection items={group.commands}>{(command) => <Item command={command} />}</Collection>
                </ListBoxSection>
              )}
            </ListBox>
          </Autocomplete>
          <p className="palette-foot muted small" role="status">
            {left > 0 ? `${left.toLocaleString("en-US")} more: type to find them` : "Enter runs, Escape closes"}
          </p>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Item({ command }: { readonly command: Command }) {
  const { id, title, detail = "", keys = [] } = command;
  const [first] = keys;
  return (
    <ListBoxItem id={id} textValue={title} className="palette-item">
      <Text slot="label" className="name">
        {title}
      </Text>
      {detail !== "" && (
        <Text slot="description" className="muted small name">
          {detail}
        </Text>
      )}
      {first !== undefined && <kbd>{keyText(first)}</kbd>}
    </ListBoxItem>
  );
}
