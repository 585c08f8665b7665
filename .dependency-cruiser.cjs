// The import arrows of docs/architecture.md: a folder imports only folders listed below it.
const layers = [
  'app-entry', // main.ts, worker.ts, app.ts, composition.ts: files directly in src/
  'administration',
  'zoom-events',
  'jira-events',
  'issue-panel',
  'privacy',
  'recordings',
  'meetings',
  'zoom-accounts',
  'analytics',
  'host',
  'installations',
  'settings',
  'audit-log',
  'jira',
  'zoom',
  'platform',
];

const pathOf = (layer) => (layer === 'app-entry' ? '^src/[^/]+\\.ts$' : `^src/${layer}/`);

const arrows = layers.slice(1).map((layer, index) => ({
  name: `${layer}-imports-only-downwards`,
  comment: `${layer}/ must not know the folders above it`,
  severity: 'error',
  from: { path: pathOf(layer) },
  to: { path: layers.slice(0, index + 1).map(pathOf) },
}));

module.exports = {
  forbidden: [
    ...arrows,
    {
      name: 'jira-and-zoom-clients-are-strangers',
      severity: 'error',
      from: { path: '^src/jira/' },
      to: { path: '^src/zoom/' },
    },
    {
      name: 'settings-and-audit-log-are-strangers',
      severity: 'error',
      from: { path: '^src/settings/' },
      to: { path: '^src/audit-log/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'web-imports-only-api-types',
      comment: 'browser code takes from the server nothing but the shapes of its answers',
      severity: 'error',
      from: { path: '^src/web/' },
      to: { path: '^src/', pathNot: ['^src/web/', '/api-types\\.ts$'] },
    },
    {
      name: 'server-does-not-import-browser-code',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/web/' },
      to: { path: '^src/web/' },
    },
    {
      name: 'product-does-not-import-tests',
      severity: 'error',
      from: { path: '^(src|migrations)/' },
      to: { path: '^test/' },
    },
    {
      name: 'only-the-host-boundary-knows-ace',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(host|installations)/' },
      to: { path: 'node_modules/(atlassian-connect-express|atlassian-jwt)/' },
    },
    {
      name: 'only-the-host-boundary-knows-connect',
      comment: 'domains know who asks from host/actor.ts, never which door they came through',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: ['^src/host/', '^src/(app|composition)\\.ts$', '^src/privacy/privacy-routes\\.ts$'],
      },
      to: { path: '^src/host/connect/' },
    },
    {
      name: 'no-barrels-or-junk-drawers',
      severity: 'error',
      from: {},
      to: {
        path: ['^src/index\\.ts$', '^src/.*/index\\.ts$', '^src/.*(utils|helpers|common|services|models)/'],
      },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'production-code-uses-production-packages',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: ['^src/web/', '^src/platform/database/embedded-postgres\\.ts$'],
      },
      to: { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
