import type { RotationCatalog } from '../../../functions/aws/rotation-store.ts';
import type { Rotation, RotationRef } from '../../../functions/core/rotation/rotation.ts';

/** The rotations of all tenants, with the conditions of the real store, except that the slug of one that was deleted is free at once. */
export function createRotationMap() {
  const rotations = new Map<string, Rotation>();

  function keyOf({ tenantId, name }: RotationRef) {
    return `${tenantId}#${name}`;
  }

  async function saveRotation(next: Rotation): Promise<boolean> {
    const isNext = rotations.get(keyOf(next))?.version === next.version - 1;
    if (isNext) {
      rotations.set(keyOf(next), structuredClone(next));
    }
    return isNext;
  }

  const catalog: RotationCatalog = {
    saveRotation,
    saveDeleted: saveRotation,
    removeRotation: async (ref) => void rotations.delete(keyOf(ref)),
    createRotation: async (rotation) => {
      const stored = rotations.get(keyOf(rotation));
      if (stored !== undefined) {
        return stored;
      }
      const slugs = [...rotations.values()].map(({ slug }) => slug);
      if (rotation.slug !== undefined && slugs.includes(rotation.slug)) {
        return 'slug taken';
      }
      rotations.set(keyOf(rotation), structuredClone(rotation));
      return 'created';
    },
    getRotation: async (ref) => structuredClone(rotations.get(keyOf(ref))),
    listRotations: async (tenantId, { after = '', limit }) => {
      const found = [...rotations.values()]
        .filter((each) => each.tenantId === tenantId && each.name > after)
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      const page = found.slice(0, limit);
      const next = found.length > limit ? page.at(-1)?.name : undefined;
      return { rotations: page, ...(next === undefined ? {} : { next }) };
    },
    findSlugLink: async (slug) => [...rotations.values()].find((each) => each.slug === slug)?.current?.link,
  };
  return { rotations, catalog };
}
