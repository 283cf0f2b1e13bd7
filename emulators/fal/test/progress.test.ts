import { expect } from 'chai';
import { progressOf } from '../progress.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';
import type { SubmittedRequest } from '../state.ts';

const submission: SubmittedRequest = {
  request_id: 'r',
  endpoint: 'fal-ai/flux-lora-portrait-trainer',
  kind: 'training',
  input: {},
  unknown_fields: [],
  accepted_at: 1000,
  settings: { ...DEFAULT_SETTINGS, queueMs: 300, trainingMs: 1000, queuePosition: 3, cancelMs: 50 },
};

describe('progress', () => {
  it('follows from the stored times and the clock alone', () => {
    const phases = [1000, 1101, 1299, 1300, 1800, 2299, 2300].map((now) => progressOf(submission, now));
    expect(phases).to.deep.equal([
      { phase: 'IN_QUEUE', position: 3 },
      { phase: 'IN_QUEUE', position: 1 },
      { phase: 'IN_QUEUE', position: 0 },
      { phase: 'IN_PROGRESS', fraction: 0, startedAt: 1300 },
      { phase: 'IN_PROGRESS', fraction: 0.5, startedAt: 1300 },
      { phase: 'IN_PROGRESS', fraction: 0.999, startedAt: 1300 },
      { phase: 'COMPLETED', fraction: 1, startedAt: 1300, endedAt: 2300 },
    ]);
  });

  it('stops a run cancelled in its middle once the model has noticed', () => {
    const cancelled = { ...submission, cancelled_at: 1800 };
    expect(progressOf(cancelled, 1849).phase).to.equal('IN_PROGRESS');
    const end = progressOf(cancelled, 1850);
    expect(end).to.include({ phase: 'COMPLETED', endedAt: 1850, fraction: 0.55 });
    expect(end).to.have.nested.property('failure.cancelled', true);
  });

  it('fails a request that did not start within its caller’s timeout', () => {
    const end = progressOf({ ...submission, start_timeout_ms: 200 }, 1200);
    expect(end).to.have.nested.property('failure.answer.status', 504);
    expect(end).to.have.nested.property('failure.answer.headers.x-fal-request-timeout-type', 'user');
    expect(progressOf({ ...submission, start_timeout_ms: 400 }, 1400).phase).to.equal('IN_PROGRESS');
  });

  it('fails at the part of the run that the outcome names', () => {
    const failing = { ...submission, settings: { ...submission.settings, outcome: { status: 500, at: 0.4 } } };
    expect(progressOf(failing, 1699).phase).to.equal('IN_PROGRESS');
    expect(progressOf(failing, 1700)).to.have.nested.property('failure.answer.body.error_type', 'internal_error');
  });
});
