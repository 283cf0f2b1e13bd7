import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import { failures, isAboutPhotos, mayRetry } from '../../../src/domain/training/failures.ts';
import { failureReasons } from '../../../src/domain/training/training.ts';

describe('the reasons why a training fails', () => {
  it('allow a retry, except those that might be paid twice', () => {
    expect(failureReasons.filter((reason) => !mayRetry(reason))).to.deep.equal(['submission_unconfirmed']);
    expect(mayRetry(undefined)).to.equal(true);
  });

  it('are about photos when only other photos help, and then nobody else must act', () => {
    const aboutPhotos = failureReasons.filter((reason) => isAboutPhotos(reason));
    expect(aboutPhotos).to.deep.equal(['photos_rejected', 'content_policy']);
    for (const reason of aboutPhotos) expect(failures[reason].acts).to.equal('user');
    expect(isAboutPhotos(undefined)).to.equal(false);
  });

  it('alert an operator when only an operator can help, or money may be lost', () => {
    for (const reason of failureReasons) {
      const { retry, charged, acts } = failures[reason];
      if (retry === 'after_operator' || retry === 'never' || charged === 'yes') {
        expect(acts, reason).to.equal('operator');
      }
    }
  });

  it('are in the operators’ table, with the same facts', async () => {
    const page = await readFile(new URL('../../../docs/operations.md', import.meta.url), 'utf8');
    const rows = [...page.matchAll(/^\| `([a-z_]+)` +\|[^|]+\|[^|]+\| (\w+) +\| ([^|]+?) +\|$/gm)];
    const told = rows.map(([, reason, charged, operator]) => [reason, charged, operator !== '–']);
    const known = failureReasons.map((reason) => [
      reason,
      failures[reason].charged,
      failures[reason].acts === 'operator',
    ]);
    expect(told).to.have.deep.members(known);
  });
});
