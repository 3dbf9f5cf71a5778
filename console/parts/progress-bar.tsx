import { useId } from 'preact/hooks';

/** How much of something is done. @param label what is done, with its numbers in words. */
export function ProgressBar({ label, done, of }: { label: string; done: number; of: number }) {
  const id = useId();
  return (
    <div class="progress">
      <label for={id}>{label}</label>
      <progress id={id} value={done} max={Math.max(of, 1)} />
    </div>
  );
}
