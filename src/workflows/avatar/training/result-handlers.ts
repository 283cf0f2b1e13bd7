import { setHandler } from '@temporalio/workflow';
import type { refusal } from '../../../domain/avatar/state.ts';
import * as messages from '../contract.ts';
import type { Opening } from '../opening.ts';
import { leave } from '../contract.ts';
import { decider } from '../decider.ts';
import type { Run } from '../context.ts';

/** Sets the handlers by which a result that was paid for is taken after all, and by which a person leaves without waiting for one. */
export function letResultsBeTaken(
  run: Run,
  { setUpdate }: Opening,
  { touched, granted }: { touched: () => void; granted: (wish: Parameters<typeof refusal>[2]) => void },
): void {
  const { life } = run;
  setUpdate(
    messages.takeResult,
    ({ tapped }) => {
      touched();
      run.decided('result_sought', decider(), tapped);
      life.takesOnly = true;
      life.watch = { taking: 'again' };
      run.happen('result_sought');
      return run.state();
    },
    {
      validator: (wish) => granted({ ...wish, action: 'take_result' }),
      description: 'Takes what a training that was paid for may have left. Submits nothing, whatever comes of it.',
    },
  );
  setHandler(
    leave,
    () => {
      life.ending = 'deleted';
      life.leaving = true;
    },
    { description: 'All data of its person are being deleted: a cancel follows, and nothing is waited for.' },
  );
}
