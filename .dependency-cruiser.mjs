/** The one way by which anybody speaks to a workflow. */
const CLIENTS = '^src/workflows/[^/]+/client([.]ts$|/)';
/** What others may know of a workflow; `contracts.ts` names all of them. */
const CONTRACTS = '^src/workflows/([^/]+/contract|contracts)[.]ts$';
/** What comes in and goes out of every workflow. */
const INTERCEPTORS = '^src/workflows/interceptors/';
/** Of what workflow code is made. */
const WORKFLOWS = [
  '^src/(domain|workflows)/',
  '^src/activities/index[.]ts$',
  'node_modules/@temporalio/(workflow|common)/',
];

const only = (name, from, allowed, comment, except) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, ...(except && { pathNot: except }) },
  to: { pathNot: allowed },
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    only('domain-is-pure', '^src/domain/', '^src/domain/', 'domain: no npm, no node'),
    only(
      'workflows-are-deterministic',
      '^src/workflows/',
      WORKFLOWS,
      'workflows: domain and the workflow SDK; activities as a type only',
      [CLIENTS, INTERCEPTORS],
    ),
    only(
      'interceptors-are-deterministic',
      INTERCEPTORS,
      [...WORKFLOWS, 'node_modules/valibot/'],
      'interceptors check what comes from outside: by valibot, which is pure',
    ),
    {
      name: 'workflows-take-types-of-activities-alone',
      severity: 'error',
      from: { path: '^src/workflows/' },
      to: { path: '^src/activities/', dependencyTypesNot: ['type-only'] },
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
      '^src/workflows/([^/]+)/client([.]ts$|/)',
      [
        '^src/domain/',
        '^src/workflows/$1/(contract[.]ts$|client([.]ts$|/))',
        '^src/workflows/shared/(client|avatar-runs|search-attributes)[.]ts$',
        'node_modules/@temporalio/(client|common)/',
      ],
      'a client: its contract, what all clients share, and the Temporal client',
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
        'node_modules/@temporalio/(activity|common)/',
        'node_modules/p-limit/',
        '^(crypto|stream)$',
        '^node:',
      ],
      'activities: domain, their own ports, contracts; SDKs only in adapters',
    ),
    {
      name: 'adapters-know-ports',
      comment: 'adapters: ports, domain, chat, contracts and clients; never an activity, a workflow or an entity',
      severity: 'error',
      from: { path: '^src/activities/adapters/' },
      to: {
        path: '^src/',
        pathNot: [
          '^src/(domain|chat)/',
          '^src/activities/(adapters|ports)/',
          CONTRACTS,
          CLIENTS,
          '^src/workflows/shared/(avatar-runs|search-attributes)[.]ts$',
        ],
      },
    },
    only(
      'entities-are-records',
      '^src/entities/',
      ['^src/(entities|domain)/', '^src/activities/ports/[a-z-]*records[.]ts$', 'node_modules/@mikro-orm/'],
      'entities: domain, the ports of records, which readers and writers implement, and MikroORM',
      // It looks for the newest migration in its folder.
      '^src/entities/orm[.]ts$',
    ),
    only(
      'bot-only-talks-to-workflows',
      '^src/bot/',
      [
        '^src/(bot|domain|chat)/',
        CONTRACTS,
        CLIENTS,
        '^src/workflows/shared/task-queues[.]ts$',
        'node_modules/(grammy|@grammyjs/[^/]+|fastify|p-limit|pino|@temporalio/(client|common))/',
        '^node:',
        '^(async_hooks|crypto|http|timers/promises|util)$',
      ],
      'bot: domain, chat, contracts and clients of workflows, grammY; never activities, adapters or entities',
    ),
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
      'webhook: domain, contracts and clients of workflows, and its HTTP library',
    ),
    {
      name: 'runtime-serves-processes',
      comment: 'runtime: what the three processes have in common; never what they do',
      severity: 'error',
      from: { path: '^src/runtime/' },
      to: { path: '^src/', pathNot: '^src/(runtime|domain|entities|activities/adapters)/' },
    },
    {
      name: 'product-does-not-know-its-emulators',
      comment: 'only the composition roots may start one',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(worker|bot)[.]ts$' },
      to: { path: '^(emulators|stack|demo|bench|scripts|test)/' },
    },
    {
      name: 'tools-do-without-tests',
      comment: 'what a tool and a test share lies with the tool',
      severity: 'error',
      from: { path: '^(scripts|stack|demo)/' },
      to: { path: '^test/' },
    },
    {
      name: 'an-emulator-stands-alone',
      comment: 'emulators: each is a package of its own, that knows neither the product nor the other one',
      severity: 'error',
      from: { path: '^emulators/([^/]+)/' },
      to: { path: '^(src|emulators|stack|demo|bench|scripts|temporal|migrations|test)/', pathNot: '^emulators/$1/' },
    },
    {
      name: 'an-emulator-does-without-its-tests',
      severity: 'error',
      from: { path: '^emulators/[^/]+/(?!test/)' },
      to: { path: '^emulators/[^/]+/test/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^emulators/[^/]+/dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
    cache: false,
  },
};
