// Does to the processes, to Jira and to Zoom what a storm says.

import type { AnswerFault } from '../simulators/jira/faults.ts';
import { type AskedFile, sizeChange } from './asked-files.ts';
import type { Moments } from './moments.ts';
import type { Blow, JiraCall, PlannedDownload, PlannedUpload, PlannedZoomAnswer } from './storm.ts';
import { viewerOf, type World } from './world.ts';

/** What lasts for a while, or is still to come: each resolves once it is over. */
export type Undoing = Set<Promise<void>>;

/** Real milliseconds: what waits for events waits no longer. */
export const patienceMs = 600;

const megabyte = 1_000_000;

const paths: Record<JiraCall, { method: string; path: RegExp }> = {
  upload: { method: 'POST', path: /\/attachments$/ },
  // Its audience, and the attachments that it has.
  issue: { method: 'GET', path: /\/issue\/\d+$/ },
  permissions: { method: 'GET', path: /\/mypermissions$/ },
  limits: { method: 'GET', path: /\/attachment\/meta$/ },
};

export async function strike(
  world: World,
  blow: Blow,
  { files, moments, undoing }: { files: AskedFile[]; moments: Moments; undoing: Undoing },
): Promise<void> {
  const { app, workers, people } = world;
  const { jira, zoom } = app;
  /** Undoes it after so many events. */
  const forAWhile = (events: number, undo: () => void): void =>
    lasting(undoing, moments.next('any', events, patienceMs).then(undo));
  switch (blow.kind) {
    case 'kill':
      return workers.kill(blow.worker, blow.skewMs);
    case 'end':
      return workers.end(blow.worker, blow.skewMs);
    case 'pause':
      return workers.pause(blow.worker, blow.ms);
    case 'cut-database':
      return cutDatabase(world);
    case 'cancel':
      return cancelOne(world, blow.which, files);
    case 'doubt':
      lasting(undoing, bringIntoDoubt(world, blow));
      return;
    case 'withdraw-permission':
    case 'deactivate':
    case 'change-level': {
      const person = people[blow.person];
      if (person === undefined) return;
      const { site, user, projectId } = person;
      if (blow.kind === 'withdraw-permission') {
        site.grant(user.accountId, projectId, ['BROWSE_PROJECTS']);
        forAWhile(blow.events, () => site.grant(user.accountId, projectId));
      } else if (blow.kind === 'deactivate') {
        user.active = false;
        forAWhile(blow.events, () => {
          user.active = true;
        });
      } else {
        const issues = files.filter((file) => file.person === person).map(({ issueId }) => issueId);
        const level = { id: '9000', name: 'Some', members: [user.accountId] };
        const setLevel = (securityLevel: typeof level | null): void => {
          for (const issue of site.issues) if (issues.includes(issue.id)) issue.securityLevel = securityLevel;
        };
        setLevel(level);
        forAWhile(blow.events, () => setLevel(null));
      }
      return;
    }
    case 'authorization-server':
      jira.faults.authorizationServer = blow.fault;
      forAWhile(blow.events, () => {
        jira.faults.authorizationServer = 'none';
      });
      return;
    case 'upload':
      jira.faults.uploads.push(uploadFault(blow.fault));
      return;
    case 'jira-answer':
      jira.faults.answers.push(jiraAnswer(blow));
      return;
    case 'zoom-answer':
      zoom.faults.arm({ on: 'api', ...zoomAnswer(blow.fault, world) });
      return;
    case 'token':
      if (blow.fault === 'not-json')
        zoom.faults.arm({ on: 'token', kind: 'not-json', format: 'html', status: 503 });
      else zoom.faults.arm({ on: 'token', kind: blow.fault });
  }
}

function lasting(undoing: Undoing, work: Promise<void>): void {
  undoing.add(work);
  void work.then(() => undoing.delete(work));
}

/** The next upload is stored without an answer, and whoever looks for it is refused. */
async function bringIntoDoubt(
  { app }: World,
  { status, times }: Extract<Blow, { kind: 'doubt' }>,
): Promise<void> {
  const { jira } = app;
  const happens = (event: 'upload-first-byte' | 'attachment-created', issueId?: string) =>
    jira.waitFor(event, (one) => one.issueId === (issueId ?? one.issueId), 3 * patienceMs).catch(() => null);
  jira.faults.uploads.unshift({ kind: 'lose-answer' });
  const began = await happens('upload-first-byte');
  if (began === null) return;
  await happens('attachment-created', began.issueId);
  const body = { errorMessages: ['No.'] };
  jira.faults.answers.push({
    method: 'GET',
    path: new RegExp(`/issue/${began.issueId}$`),
    times,
    status,
    body,
  });
}

async function cancelOne(world: World, which: number, files: AskedFile[]): Promise<void> {
  const { app } = world;
  const moving = await app.deps.database.rows<{ id: string; recording_key: string }>(
    `SELECT id, recording_key FROM transfers WHERE recording_key = ANY ($1::text[]) AND state = 'running' ORDER BY id`,
    [files.map(({ file }) => file.id)],
  );
  const one = moving[which % moving.length];
  const asked = files.find(({ file }) => file.id === one?.recording_key);
  if (one === undefined || asked === undefined) return;
  await app.api('POST', `/transfers/${one.id}/cancel`, viewerOf(asked.person, asked.issueId));
}

/** Every connection to the database breaks, the web server's too, as when it restarts. */
async function cutDatabase({ app }: World): Promise<void> {
  await app.deps.database.rows(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  );
}

function later(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function uploadFault(fault: PlannedUpload) {
  if (fault.kind === 'reset') return { kind: fault.kind, atByte: fault.at * megabyte };
  if (fault.kind === 'hold') return { kind: fault.kind, atByte: fault.at * megabyte, until: later(fault.ms) };
  return fault;
}

function jiraAnswer({
  call,
  status,
  retryAfter,
  times,
}: Omit<Extract<Blow, { kind: 'jira-answer' }>, 'at' | 'kind'>): AnswerFault {
  const limited = status === 429 ? { 'ratelimit-reason': 'jira-burst-based' } : {};
  const asked = retryAfter === null ? {} : { 'retry-after': String(retryAfter) };
  return {
    ...paths[call],
    times,
    status,
    headers: { ...limited, ...asked },
    body: { errorMessages: ['No.'] },
  };
}

function zoomAnswer(fault: PlannedZoomAnswer, { clock }: World) {
  switch (fault.kind) {
    case 'status':
      return {
        kind: 'answer' as const,
        status: fault.status,
        body: {
          code: fault.status === 401 ? 124 : fault.status === 404 ? 3301 : fault.status,
          message: 'No.',
        },
      };
    case 'daily-limit':
      return { kind: fault.kind, resetAt: clock.now().getTime() + fault.seconds * 1000 };
    default:
      return fault;
  }
}

/** Before it is asked for: what its downloads will meet, one after the other. */
export function armDownload({ app }: World, { file }: AskedFile, fault: PlannedDownload): void {
  const { faults } = app.zoom;
  const on = { on: 'download', fileId: file.id } as const;
  switch (fault.kind) {
    case 'truncate':
      faults.arm({ ...on, kind: fault.kind, at: sizeChange(file, fault.at), clean: fault.clean });
      return;
    case 'stall':
      faults.arm({ ...on, kind: fault.kind, at: sizeChange(file, fault.at), until: later(fault.ms) });
      return;
    case 'other-size':
      faults.arm({ ...on, kind: fault.kind, by: sizeChange(file, fault.by) });
      return;
    default:
      faults.arm({ ...on, ...fault });
  }
}
