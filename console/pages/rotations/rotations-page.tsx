import type { PageProps } from '../../router.ts';
import { NewRotation } from './new-rotation.tsx';
import { RotationList } from './rotation-list.tsx';
import { RotationPage } from './rotation-page.tsx';

/** The list, one rotation (`#/rotations/poster`), or the form of a new one (`#/rotations/+`, which is no rotation's name). */
export function RotationsPage({ route: { rest } }: PageProps) {
  const [name] = rest;
  if (name === undefined) {
    return <RotationList />;
  }
  return name === '+' ? <NewRotation /> : <RotationPage key={name} name={name} />;
}
