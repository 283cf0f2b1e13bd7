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
      from: { path: '^src/workflows/' },
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
    only(
      'chat-is-what-people-see',
      '^src/chat/',
      [
        '^src/(chat|domain)/',
        '^src/workflows/messages[.]ts$',
        'node_modules/(@grammyjs/i18n|@fluent/|grammy/)',
        '^node:',
        '^(fs|path|url)$',
      ],
      'chat: texts, keyboards and callback data, shared by the bot and the Telegram adapter',
    ),
    only(
      'activities-know-ports',
      '^src/activities/(?!adapters/)',
      [
        '^src/domain/',
        '^src/activities/(?!adapters/)',
        '^src/workflows/(messages|search-attributes)[.]ts$',
        'node_modules/@temporalio/(activity|common)/',
        '^(crypto|stream)$',
        '^node:',
      ],
      'activities: domain and their own ports; SDKs only in adapters',
    ),
    only(
      'entities-are-records',
      '^src/entities/',
      ['^src/(entities|domain)/', 'node_modules/@mikro-orm/', '^(fs/promises|path)$'],
      'entities: domain, MikroORM, and the folder of the migrations',
    ),
    {
      name: 'bot-only-talks-to-workflows',
      comment:
        'bot: domain, chat, workflows/messages, grammY and the Temporal client; never activities, adapters or entities',
      severity: 'error',
      from: { path: '^src/bot/' },
      to: {
        path: '^src/',
        pathNot: ['^src/(bot|domain|chat)/', '^src/workflows/(messages|person-messages|search-attributes)[.]ts$'],
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
        '^src/workflows/messages[.]ts$',
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
