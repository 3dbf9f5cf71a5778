import { accounts } from './strings/accounts.ts';
import { batches } from './strings/batches.ts';
import { common } from './strings/common.ts';
import { connect } from './strings/connect.ts';
import { frame } from './strings/frame.ts';
import { jobs } from './strings/jobs.ts';
import { joins } from './strings/joins.ts';
import { keys } from './strings/keys.ts';
import { links } from './strings/links.ts';
import { live } from './strings/live.ts';
import { manyLinks } from './strings/many-links.ts';
import { newLink } from './strings/new-link.ts';
import { overview } from './strings/overview.ts';
import { pools } from './strings/pools.ts';
import { requests } from './strings/requests.ts';
import { rotations } from './strings/rotations.ts';
import { signIn } from './strings/sign-in.ts';
import { webhooks } from './strings/webhooks.ts';

/** Every text of the console, by page: a file each in strings/. */
export const text = {
  accounts,
  batches,
  common,
  connect,
  frame,
  jobs,
  joins,
  keys,
  links,
  live,
  manyLinks,
  newLink,
  overview,
  pools,
  requests,
  rotations,
  signIn,
  webhooks,
};
