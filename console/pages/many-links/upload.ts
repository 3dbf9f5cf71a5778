import { type PlannedBatch, planBatches } from '../../../cli/caller/plan-batches.ts';
import type { components } from '../../../client/openapi.ts';
import { NetworkFailure, ProblemFailure } from '../../api/failures.ts';
import { call } from '../../api/request.ts';
import type { Session } from '../../session.ts';
import { type CheckedFile, checkFile, type FileDefaults } from './check-file.ts';

type BatchRequest = components['schemas']['BatchRequest'];

/** A file on its way. It outlives the page, and a reload of the tab. */
export interface Upload {
  fileName: string;
  text: string;
  defaults: FileDefaults;
  /** When it was checked: dates are held against this moment. */
  checkedAtMs: number;
  contentHash: string;
  /** The ids of the batches that were accepted, in the order of the file. */
  batchIds: string[];
  /** So many of them were there already. */
  replayed: number;
  isPaused: boolean;
}

export interface UploadState {
  /** Tells it from an upload of the same file that was left: an answer that comes late is not of this one. */
  id: symbol;
  upload: Upload;
  file: CheckedFile;
  batches: PlannedBatch[];
  isSending: boolean;
  /** Why it does not go on; it is tried again at `retryAtMs` if there is one. */
  failure: Error | undefined;
  retryAtMs: number | undefined;
}

const storageName = 'invite-spool.many-links';
/** A service that does not answer is tried again after this. */
const goneRetryMs = 4_000;

let state: UploadState | undefined;
/** Of whom the upload is: another key does not see it. */
let owner: string | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
/** The run that sends, if one does. */
let sending: Promise<void> | undefined;
const listeners = new Set<() => void>();

/** The upload of this tab, if there is one. One that a reload has interrupted is taken up again. */
export function readUpload({ apiKey }: Session): UploadState | undefined {
  if (owner !== apiKey) {
    clearTimeout(timer);
    owner = apiKey;
    // Whoever signed out has emptied it.
    const stored = sessionStorage.getItem(storageName);
    state = stored === null ? undefined : toState(JSON.parse(stored));
  }
  return state;
}

/** @returns ends it. */
export function onUpload(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function startUpload(session: Session, upload: Upload): void {
  owner = session.apiKey;
  change(toState(upload));
  sendOn(session);
}

/** What was sent goes on; nothing more is sent. */
export function pauseUpload(): void {
  clearTimeout(timer);
  update({ isPaused: true });
}

export function resumeUpload(session: Session): void {
  update({ isPaused: false });
  sendOn(session);
}

/**
 * Pauses, and waits for the answer to what is under way: that batch may have been accepted.
 *
 * @returns all batches that were accepted.
 */
export async function endSending(): Promise<string[]> {
  pauseUpload();
  await sending;
  return state?.upload.batchIds ?? [];
}

/** Leaves what was sent as it is. */
export function forgetUpload(): void {
  clearTimeout(timer);
  change(undefined);
}

/**
 * Sends the next batches, one after the other. Each has a key that depends on the file alone, so that no repeat makes a link twice:
 * neither after no answer, nor in another tab, nor when the same file is dropped again.
 */
export function sendOn(session: Session): Promise<void> | undefined {
  clearTimeout(timer);
  if (state !== undefined && !state.isSending) {
    change({ ...state, isSending: true, failure: undefined, retryAtMs: undefined });
    sending = sendBatches(session, state);
  }
  return sending;
}

async function sendBatches(session: Session, started: UploadState): Promise<void> {
  const { id } = started;
  while (isOn(session, id)) {
    const batch = state?.batches[state.upload.batchIds.length];
    if (batch === undefined) {
      break;
    }
    try {
      const { body, isReplayed } = await call(session, 'POST', '/v1/invites/batch', {
        body: { items: batch.rows.map(({ request }) => request) } as BatchRequest,
        idempotencyKey: batch.idempotencyKey,
      });
      noteAccepted(id, body.id, isReplayed === true);
    } catch (error) {
      planRetry(session, id, error as Error);
      break;
    }
  }
  if (state?.id === id) {
    change({ ...state, isSending: false });
  }
}

/** False when it was paused, given up, or belongs to another key by now. */
function isOn({ apiKey }: Session, id: symbol): boolean {
  return owner === apiKey && state?.id === id && !state.upload.isPaused;
}

function noteAccepted(id: symbol, batchId: string, isReplayed: boolean): void {
  if (state?.id === id) {
    const { batchIds, replayed } = state.upload;
    update({ batchIds: [...batchIds, batchId], replayed: replayed + Number(isReplayed) });
  }
}

/** No answer, and an answer that names a time, are tried again. Anything else needs the reader. */
function planRetry(session: Session, id: symbol, failure: Error): void {
  if (state?.id !== id) {
    return;
  }
  const retryAtMs =
    failure instanceof NetworkFailure
      ? Date.now() + goneRetryMs
      : failure instanceof ProblemFailure
        ? failure.retryAtMs
        : undefined;
  change({ ...state, failure, retryAtMs });
  if (retryAtMs !== undefined) {
    timer = setTimeout(() => sendOn(session), Math.max(retryAtMs - Date.now(), 1_000));
  }
}

function toState(upload: Upload): UploadState {
  const file = checkFile(upload.text, upload.defaults, upload.checkedAtMs);
  return {
    id: Symbol(upload.fileName),
    upload,
    file,
    batches: planBatches({ contentHash: upload.contentHash, rows: file.rows }),
    isSending: false,
    failure: undefined,
    retryAtMs: undefined,
  };
}

function update(changes: Partial<Upload>): void {
  if (state !== undefined) {
    change({ ...state, upload: { ...state.upload, ...changes } });
  }
}

function change(changed: UploadState | undefined): void {
  state = changed;
  store(changed?.upload);
  for (const listener of [...listeners]) {
    listener();
  }
}

/** A file that is too large for the tab's storage lives as long as the page: dropped again after a reload, it goes on too. */
function store(upload: Upload | undefined): void {
  sessionStorage.removeItem(storageName);
  if (upload !== undefined) {
    try {
      sessionStorage.setItem(storageName, JSON.stringify(upload));
    } catch {
      sessionStorage.removeItem(storageName);
    }
  }
}

/**
 * What a file is to the service: the same bytes are the same links, also when the command line tool sends them. Defaults that a row
 * needs make it another file. Undefined where the browser does not hash: on plain http from another machine.
 */
export async function hashFile(
  bytes: Uint8Array,
  { isFilledUp }: CheckedFile,
  { account, peer }: FileDefaults,
): Promise<string | undefined> {
  if (!globalThis.crypto.subtle) {
    return undefined;
  }
  const added = new TextEncoder().encode(isFilledUp ? JSON.stringify([account, peer]) : '');
  const hashed = new Uint8Array(bytes.length + added.length);
  hashed.set(bytes);
  hashed.set(added, bytes.length);
  const digest = await crypto.subtle.digest('SHA-256', hashed);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
