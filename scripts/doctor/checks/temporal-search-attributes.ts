import { encodeSearchAttributeIndexedValueType } from '@temporalio/common/lib/search-attributes.js';
import { searchAttributeKeys } from '../../../src/workflows/shared/search-attributes.ts';
import { ok, wrong, type Check, type Finding } from '../check.ts';
import { found, type Reach } from '../reach.ts';

/** Whether the search attributes are registered: if one is missing, no avatar can be started. */
export const temporalSearchAttributes = (reach: Reach): Check => ({
  name: 'temporal-search-attributes',
  async run() {
    const { connection, namespace } = await found(reach.temporal(), 'Temporal does not answer');
    await found(reach.namespace(), 'the namespace is not there');
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    const findings = searchAttributeKeys.flatMap(({ name, type }): Finding[] => {
      const registered = customAttributes[name];
      if (registered === undefined) return [wrong(`${name} is not registered`, 'npm run temporal:setup')];
      if (registered === encodeSearchAttributeIndexedValueType(type)) return [];
      const fix = `temporal operator search-attribute remove --namespace ${namespace} --name ${name}, then npm run temporal:setup`;
      return [wrong(`${name} is registered as another type than ${type}`, fix)];
    });
    return findings.length > 0 ? findings : [ok(searchAttributeKeys.map(({ name }) => name).join(', '))];
  },
});
