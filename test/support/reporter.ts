import Mocha from 'mocha';

/** Mocha's spec report, with a last line for scripts. */
// eslint-disable-next-line import/no-default-export -- mocha takes a reporter by its default export
export default class Reporter extends Mocha.reporters.Spec {
  override epilogue(): void {
    super.epilogue();
    const { passes, failures, pending } = this.stats;
    process.stdout.write(`${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ''}\n`);
  }
}
