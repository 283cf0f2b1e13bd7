import * as v from 'valibot';
import { errorDetail, type ErrorDetail } from './errors.ts';

/** FAL's errors for an input that does not match the schema; empty if it matches. */
export function schemaErrors(schema: v.GenericSchema, input: unknown): ErrorDetail[] {
  const parsed = v.safeParse(schema, input);
  return parsed.success ? [] : parsed.issues.map(toDetail);
}

/** Top-level fields that the schema does not know. FAL's models ignore them, as pydantic does by default. */
export function unknownFields(schema: v.ObjectSchema<v.ObjectEntries, undefined>, input: object): string[] {
  return Object.keys(input).filter((key) => !(key in schema.entries));
}

// Types and messages are pydantic's, except those that FAL's «Model Errors» page names differently (one_of, greater_than_equal…).
function toDetail(issue: v.BaseIssue<unknown>): ErrorDetail {
  const loc = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)));
  const detail = (type: string, msg: string, ctx?: Record<string, unknown>): ErrorDetail =>
    errorDetail(type, msg, loc, { input: issue.input, ...(ctx ? { ctx } : {}) });

  if (issue.received === 'undefined') return errorDetail('missing', 'Field required', loc);
  switch (issue.type) {
    case 'string':
      return detail('string_type', 'Input should be a valid string');
    case 'number':
      return detail('float_type', 'Input should be a valid number');
    case 'integer':
      return detail('int_from_float', 'Input should be a valid integer, got a number with a fractional part');
    case 'boolean':
      return detail('bool_type', 'Input should be a valid boolean');
    case 'array':
      return detail('list_type', 'Input should be a valid list');
    case 'min_value':
      return detail('greater_than_equal', `Input should be greater than or equal to ${String(issue.requirement)}`, {
        ge: issue.requirement,
      });
    case 'max_value':
      return detail('less_than_equal', `Input should be less than or equal to ${String(issue.requirement)}`, {
        le: issue.requirement,
      });
    case 'picklist': {
      const expected = optionsOf(issue.expected);
      return detail('one_of', `Input should be one of: ${expected.join(', ')}`, { expected });
    }
    case 'object':
      return detail('model_attributes_type', 'Input should be a valid dictionary');
    default:
      return detail('value_error', issue.message);
  }
}

/** `("a" | "b")` → ['a', 'b'] */
function optionsOf(expected: string | null): unknown[] {
  const options = (expected ?? '').replace(/^\(|\)$/g, '').split(' | ');
  return options.map((option) => JSON.parse(option) as unknown);
}
