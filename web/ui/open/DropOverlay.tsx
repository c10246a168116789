/** Over the whole window while files are dragged: says that they may be let go anywhere. Catches no pointer itself. */
export function DropOverlay() {
  return (
    <div className="drop-overlay">
      <p>Drop dumps, recordings, folders or archives anywhere</p>
    </div>
  );
}
