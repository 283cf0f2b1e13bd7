import { ApplicationFailure, log, workflowInfo, type WorkflowInterceptors } from '@temporalio/workflow';
import * as v from 'valibot';
import { inputSchemas, signalSchemas, updateSchemas } from './schemas.ts';

/** Failure type of a workflow whose input, or an update whose argument, breaks the contract. */
export const INVALID_ARGUMENT = 'InvalidArgument';

type Schemas = Readonly<Record<string, v.GenericSchema>>;

/** What is wrong with an argument: places and expected types, never values, which may be a user's. null: nothing */
function problemWith(schemas: Schemas, name: string, args: readonly unknown[]): string | null {
  const schema = Object.hasOwn(schemas, name) ? schemas[name] : undefined;
  // A message without an argument needs no schema.
  if (!schema) return args.length === 0 ? null : 'it has no schema';
  const { issues } = v.safeParse(schema, args[0]);
  return issues?.map((issue) => `${v.getDotPath(issue) ?? 'the argument'}: ${expected(issue)}`).join('; ') ?? null;
}

function expected({ expected: wanted, received, message }: v.BaseIssue<unknown>): string {
  if (wanted === 'never') return 'is not known here';
  if (received === 'undefined') return 'is missing';
  return wanted === null ? message.replace(/ but received .*$/, '') : `expected ${wanted}`;
}

function invalid(what: string, problem: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(`${what}: ${problem}`, INVALID_ARGUMENT);
}

/** Checks every argument before a workflow sees it. A signal cannot be refused to its sender: it is logged and ignored. */
export const interceptors = (): WorkflowInterceptors => ({
  inbound: [
    {
      async execute(input, next) {
        const { workflowType } = workflowInfo();
        const problem = problemWith(inputSchemas, workflowType, input.args);
        if (problem !== null) throw invalid(workflowType, problem);
        return next(input);
      },
      async handleSignal(input, next) {
        const problem = problemWith(signalSchemas, input.signalName, input.args);
        if (problem === null) return next(input);
        log.warn('a signal is not what it should be, and is ignored', { signal: input.signalName, problem });
      },
      validateUpdate(input, next) {
        const problem = problemWith(updateSchemas, input.name, input.args);
        if (problem !== null) throw invalid(input.name, problem);
        next(input);
      },
    },
  ],
});
