import { Icon } from "../page/Icon.tsx";

/** For whoever else has the file, or for the sample. */
export function CopyLinkButton({ onPress }: { readonly onPress: () => void }) {
  return (
    <button type="button" title="The view, and the file's name, size and checksum. No data" onClick={onPress}>
      <Icon name="link" />
      Copy link
    </button>
  );
}
