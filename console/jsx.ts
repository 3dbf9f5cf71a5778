/** What JSX becomes in the bundle: infra/bundle/build-console.ts puts these into each file. */
export { Fragment, h } from 'preact';
