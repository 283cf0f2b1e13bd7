import type { FastifyInstance } from 'fastify';
import * as v from 'valibot';
import type { Context } from './context.ts';
import { FaultSchema } from './faults.ts';
import { progressOf } from './progress.ts';
import { parseControl, patchSettings } from './settings.ts';
import type { SubmittedRequest } from './state.ts';

const FaultsSchema = v.union([v.array(FaultSchema), FaultSchema]);

/** /emulator/: state and settings for tests and demos. */
export function controlRoutes(server: FastifyInstance, { state, faults }: Context): void {
  server.get('/emulator', async () => ({
    status: 'ok',
    submissions: state.all().length,
    faults: faults.all(),
    settings: state.settings,
  }));

  server.get('/emulator/submissions', async () => state.all().map(describe));

  server.get('/emulator/faults', async () => faults.all());
  server.post('/emulator/faults', async (request) => {
    const given = parseControl(FaultsSchema, request.body);
    for (const fault of Array.isArray(given) ? given : [given]) faults.add(fault);
    return faults.all();
  });
  server.delete('/emulator/faults', async () => {
    faults.clear();
    return faults.all();
  });

  server.get('/emulator/settings', async () => state.settings);
  server.post('/emulator/settings', async (request) => {
    await state.saveSettings(patchSettings(state.settings, request.body));
    return state.settings;
  });
}

function describe(submission: SubmittedRequest) {
  // Without the photos' address, which gives anybody access to them.
  const { accepted_at, cancelled_at, archive, archive_source: _hidden, ...rest } = submission;
  const progress = progressOf(submission, Date.now());
  return {
    ...rest,
    archive,
    image_count: archive?.images ?? 0,
    accepted_at: new Date(accepted_at).toISOString(),
    cancelled_at: cancelled_at === undefined ? null : new Date(cancelled_at).toISOString(),
    webhook_url: submission.webhook_url ?? null,
    status: progress.phase,
  };
}
