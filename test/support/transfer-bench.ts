// Transfers run by hand: no queue in between, so that a test decides which run happens when, with which faults.

import { secondsAfter } from '../../src/platform/clock.ts';
import { createOpenRequest } from '../../src/platform/http/agents.ts';
import { leaseSeconds } from '../../src/recordings/transfers/running/lease.ts';
import { runTransfer } from '../../src/recordings/transfers/running/run-transfer.ts';
import type { RunTransferDeps } from '../../src/recordings/transfers/running/transfer-deps.ts';
import type { Transfer } from '../../src/recordings/transfers/transfer.ts';
import { type ReasonCode, reasonInWords } from '../../src/recordings/transfers/transfer-reasons.ts';
import { seedDemoSite } from '../simulators/jira/demo-site.ts';
import type { JiraUser } from '../simulators/jira/site-state.ts';
import { endPauses } from './pauses.ts';
import { attach, type LinkedRecording, linkedRecording } from './recorded-meeting.ts';
import { startTestApp, type TestApp, type Viewer } from './test-app.ts';

type Files = Parameters<typeof linkedRecording>[2];

export interface AskedTransfer {
  id: string;
  siteId: string;
  issueId: string;
  viewer: Viewer;
  recorded: LinkedRecording;
  /** The first file's, the one that was asked for. */
  file: LinkedRecording['recording']['files'][number];
}

export interface TransferBench {
  app: TestApp;
  /** May do everything in the project, and asks for everything. */
  engineer: JiraUser;
  /** A recording linked to an issue of its own, its first file asked for; nothing runs yet. */
  asked(files?: Files): Promise<AskedTransfer>;
  /** A file of the same recording for another issue, put into the table without a press: quick, for tables of faults. */
  again(asked: AskedTransfer, index?: number): Promise<AskedTransfer>;
  /** Runs it once if it is due, with other dependencies where given, and tells how the row is then. */
  run(asked: AskedTransfer, other?: Partial<RunTransferDeps>, stopping?: AbortSignal): Promise<Transfer>;
  row(asked: AskedTransfer): Promise<Transfer>;
  /** Lets time go by and runs it whenever it is due, until it is known whether Jira stored the file. */
  runUntilCertain(asked: AskedTransfer): Promise<Transfer>;
  /** Seconds from now until the row may run again. */
  secondsUntilDue(asked: AskedTransfer): Promise<number>;
  /** Seconds that its last run told it to wait, however long ago that was. */
  pause(asked: AskedTransfer): Promise<number>;
  /** No more faults, and nothing to wait for. */
  calm(): Promise<void>;
  stop(): Promise<void>;
}

/** Nothing is worked on in the background. Pauses of a run take no time, unless `other.sleep` says otherwise. */
export async function startTransferBench(): Promise<TransferBench> {
  const app = await startTestApp({ background: false });
  const { engineer } = seedDemoSite(app.jira);
  const project = app.jira.site.projects[0];
  if (project === undefined) throw new Error('the demo site has no project');
  const row = async ({ id, siteId, issueId }: AskedTransfer): Promise<Transfer> => {
    const transfer = await app.deps.transfers.find({ id, siteId, issueId });
    if (transfer === null) throw new Error('the transfer is gone');
    return transfer;
  };
  const run: TransferBench['run'] = async (asked, other = {}, stopping = new AbortController().signal) => {
    const deps = { ...app.deps, sleep: async () => undefined, ...other };
    await runById(deps, asked.id, stopping);
    return row(asked);
  };
  const secondsUntilDue = async ({ id }: AskedTransfer): Promise<number> => {
    const [due] = await app.deps.database.rows<{ run_after: Date }>(
      'SELECT run_after FROM transfers WHERE id = $1',
      [id],
    );
    return ((due?.run_after.getTime() ?? 0) - app.clock.now().getTime()) / 1000;
  };
  return {
    app,
    engineer,
    run,
    secondsUntilDue,
    async runUntilCertain(asked) {
      for (let looks = 0; looks < 20; looks += 1) {
        app.clock.advance(Math.max(0, await secondsUntilDue(asked)) + 1);
        const { state, ...rest } = await run(asked);
        if (state !== 'finishing') return { state, ...rest };
      }
      throw new Error('it never became certain');
    },
    async asked(files = [{ fileType: 'MP4' }]) {
      const issueId = app.jira.site.addIssue({ projectId: project.id }).id;
      const viewer = { accountId: engineer.accountId, issueId };
      const recorded = await linkedRecording(app, viewer, files);
      const answer = await attach(app, viewer, recorded, 0);
      if (answer.status !== 201)
        throw new Error(`Not accepted: ${answer.status} ${JSON.stringify(answer.body)}`);
      const site = await app.deps.installations.findByClientKey(app.jira.site.clientKey);
      const file = recorded.recording.files[0];
      if (site === null || file === undefined) throw new Error('there is no site or no file');
      return { id: answer.body.id, siteId: site.id, issueId, viewer, recorded, file };
    },
    async again(asked, index = 0) {
      const file = asked.recorded.recording.files[index];
      if (file === undefined) throw new Error('the recording has no such file');
      const issueId = app.jira.site.addIssue({ projectId: project.id }).id;
      const { database, transfers } = app.deps;
      const { fileType, size, id: recordingKey } = file;
      const { linkId } = asked.recorded;
      const copy = { ...(await row(asked)), issueId, linkId, recordingKey, fileType, bytesTotal: size };
      const { id } = await database.transaction((transaction) =>
        transfers.add(copy, app.clock.now(), transaction),
      );
      return { ...asked, id, issueId, file, viewer: { ...asked.viewer, issueId } };
    },
    row,
    async pause({ id }) {
      const [told] = await app.deps.database.rows<{ seconds: number }>(
        'SELECT extract(epoch FROM run_after - updated_at)::float8 AS seconds FROM transfers WHERE id = $1',
        [id],
      );
      return told?.seconds ?? Number.NaN;
    },
    async calm() {
      app.zoom.faults.clear();
      Object.assign(app.jira.faults, { authorizationServer: 'none', answers: [], uploads: [] });
      await endPauses(app);
    },
    stop: () => app.stop(),
  };
}

/** Runs one transfer here and now, whatever else stands in line; nothing happens when it is not due. */
export async function runById(deps: RunTransferDeps, id: string, stopping: AbortSignal): Promise<void> {
  const now = deps.clock.now();
  const transfer = await deps.transfers.claim(id, now, secondsAfter(now, leaseSeconds));
  if (transfer !== null) await runTransfer(deps, transfer, stopping);
}

/** Requests of the byte path that give up after this many milliseconds of silence. */
export function impatient(app: TestApp, idleMs: number): Pick<RunTransferDeps, 'openZoomRequest'> {
  return { openZoomRequest: createOpenRequest(app.deps.zoomHosts, idleMs) };
}

/** What the panel shows of the transfer. */
export async function shown({ app }: TransferBench, { viewer, id }: AskedTransfer) {
  const { body } = await app.api('GET', '/transfers', viewer);
  const all: { id: string; state: string; reason: { code: string } | null }[] = body.transfers;
  return all.find((transfer) => transfer.id === id);
}

/** What the panel shows of a transfer that stopped for this reason. */
export function stoppedFor(state: 'failed' | 'waiting', code: ReasonCode) {
  return { state, reason: reasonInWords(code, state, true), attachmentId: null };
}

/** A promise and how to fulfil it, for faults that last until the test says so. */
export function gate(): { until: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { until: promise, open: resolve };
}
