/** The one way by which anybody speaks to a workflow. */
const CLIENTS = '^src/workflows/[^/]+/client([.]ts$|/)';
/** What others may know of a workflow; `contracts.ts` names all of them. */
const CONTRACTS = '^src/workflows/([^/]+/contract|contracts)[.]ts$';

const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { pathNot: allowed },
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    only('domain-is-pure', '^src/domain/', '^src/domain/', 'domain: no npm, no node'),
    {
      name: 'workflows-are-deterministic',
      comment: 'workflows: domain, the workflow SDK and valibot, which is pure; activities as a type only',
      severity: 'error',
      from: { path: '^src/workflows/', pathNot: CLIENTS },
      to: {
        pathNot: ['^src/domain/', '^src/workflows/', 'node_modules/(valibot|@temporalio/(workflow|common))/'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'workflows-take-types-of-activities-alone',
      severity: 'error',
      from: { path: '^src/workflows/' },
      to: { path: '^src/', pathNot: ['^src/domain/', '^src/workflows/', '^src/activities/index[.]ts$'] },
    },
    {
      name: 'workflows-know-contracts-of-others-alone',
      comment: 'a workflow: its own folder, what is shared, and of another workflow its contract',
      severity: 'error',
      from: { path: '^src/workflows/([^/]+)/', pathNot: CLIENTS },
      to: { path: '^src/workflows/', pathNot: ['^src/workflows/($1|shared)/', CONTRACTS] },
    },
    {
      name: 'workflows-do-not-know-clients',
      severity: 'error',
      from: { path: '^src/workflows/', pathNot: CLIENTS },
      to: { path: CLIENTS },
    },
    only(
      'contracts-hold-no-behaviour',
      '^src/workflows/[^/]+/contract[.]ts$',
      ['^src/domain/', CONTRACTS, '^src/workflows/shared/refused[.]ts$', 'node_modules/@temporalio/workflow/'],
      'a contract: domain and other contracts',
    ),
    only(
      'clients-know-contracts',
      CLIENTS,
      [
        '^src/domain/',
        CONTRACTS,
        CLIENTS,
        '^src/workflows/shared/(avatar-runs|refused|search-attributes|task-queues|command|[^/]*client)[.]ts$',
        'node_modules/@temporalio/(client|common)/',
        '^node:',
        '^crypto$',
      ],
      'a client: contracts, other clients and the Temporal client',
    ),
    only(
      'chat-is-what-people-see',
      '^src/chat/',
      ['^src/(chat|domain)/', 'node_modules/(@grammyjs/i18n|@fluent/|grammy/)', '^node:', '^(fs|path|url)$'],
      'chat: texts, keyboards and callback data, shared by the bot and the Telegram adapter',
    ),
    only(
      'activities-know-ports',
      '^src/activities/(?!adapters/)',
      [
        '^src/domain/',
        '^src/activities/(?!adapters/)',
        CONTRACTS,
        CLIENTS,
        '^src/workflows/shared/(search-attributes|avatar-runs|task-queues)[.]ts$',
        'node_modules/@temporalio/(activity|common)/',
        '^(crypto|stream)$',
        '^node:',
      ],
      'activities: domain and their own ports; SDKs only in adapters',
    ),
    only(
      'entities-are-records',
      '^src/entities/',
      ['^src/(entities|domain|activities/ports)/', 'node_modules/@mikro-orm/', '^(fs/promises|path)$'],
      'entities: domain, the ports that readers and writers implement, MikroORM, and the folder of the migrations',
    ),
    {
      name: 'bot-only-talks-to-workflows',
      comment: 'bot: domain, chat, contracts and clients of workflows, grammY; never activities, adapters or entities',
      severity: 'error',
      from: { path: '^src/bot/' },
      to: {
        path: '^src/',
        pathNot: [
          '^src/(bot|domain|chat)/',
          CONTRACTS,
          CLIENTS,
          '^src/workflows/shared/(refused|search-attributes|task-queues)[.]ts$',
        ],
      },
    },
    {
      name: 'bot-has-no-storage-or-trainer',
      severity: 'error',
      from: { path: '^src/(bot|chat|domain)/' },
      to: { path: 'node_modules/(@mikro-orm|minio|sharp|@fal-ai|@temporalio/(worker|activity|workflow|testing))/' },
    },
    only(
      'webhook-only-signals',
      '^src/webhook/',
      [
        '^src/(webhook|domain)/',
        CONTRACTS,
        CLIENTS,
        'node_modules/(fastify|valibot|@temporalio/client)/',
        '^node:',
        '^(crypto|http)$',
      ],
      'webhook: domain, the contract of the workflows, the Temporal client and its HTTP library',
    ),
    {
      name: 'product-does-not-know-its-emulators',
      comment: 'only the composition roots may start one',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(worker|bot)[.]ts$' },
      to: { path: '^(emulators|stack|demo|bench|scripts|test)/' },
    },
    {
      name: 'emulators-do-not-know-the-product',
      severity: 'error',
      from: { path: '^emulators/' },
      to: { path: '^(src|stack|demo|bench|scripts|test)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
    cache: false,
  },
};
