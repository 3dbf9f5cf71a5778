/** What the changelog says of a version, without its heading. Empty where it says nothing. @param tag such as `v1.2.3`. */
export function readNotes(changelog: string, tag: string): string {
  const [, ...sections] = changelog.split(/^## /m);
  const section = sections.find((each) => each.split(/\s/, 1)[0] === tag.replace(/^v/, ''));
  return (section ?? '').split('\n').slice(1).join('\n').trim();
}

/** Why a tag is not to be released. @param versions by the file of each package. */
export function findFaults(tag: string, versions: Record<string, string>, changelog: string): string[] {
  return [
    ...(/^v\d+\.\d+\.\d+$/.test(tag) ? [] : [`${tag} is no version: tags are like v1.2.3.`]),
    ...Object.entries(versions)
      .filter(([, version]) => `v${version}` !== tag)
      .map(([file, version]) => `${file} has the version ${version}.`),
    ...(readNotes(changelog, tag) === '' ? [`CHANGELOG.md says nothing of ${tag}.`] : []),
  ];
}
