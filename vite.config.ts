// Builds the browser code of src/web into public/assets (git-ignored), with a manifest the server reads.
import { join } from 'node:path';
import { defineConfig, type Plugin, type Rolldown } from 'vite';

/** Puts src/web/pages/load-part.ts in the place of the helper that Vite calls for `import()`. */
const loadPart: Plugin = {
  name: 'load-part',
  enforce: 'pre',
  load: (id) =>
    id.endsWith('vite/preload-helper.js')
      ? `export { loadPart as __vitePreload } from ${JSON.stringify(join(import.meta.dirname, 'src/web/pages/load-part.ts'))}`
      : null,
};

/**
 * The page for admins gets copies of what else only one lazy part of the panel imports: shared, it would leave that part
 * and cost whoever opens the panel. These modules keep no state.
 */
const copiesForAdmins: Plugin = {
  name: 'copies-for-admins',
  enforce: 'pre',
  async resolveId(source, importer, options) {
    if (!importer?.includes('/components/admin/')) return null;
    if (!/\/(ask-while-visible|field|format-amount)\.tsx?$/.test(source)) return null;
    const found = await this.resolve(source, importer, options);
    return found === null ? null : `${found.id}?copy`;
  },
};

const panel = 'src/web/pages/issue-panel.tsx';

/** Names the chunk of what the panel imports: at once, or with all its lazy parts. */
function neededByPanel(chunk: string, withLater: boolean): Rolldown.CodeSplittingNameFunction {
  return (id, graph) => {
    const seen = new Set<string>();
    const isNeeded = (module: string): boolean => {
      if (seen.has(module)) return false;
      seen.add(module);
      const { importers = [], dynamicImporters = [] } = graph.getModuleInfo(module) ?? {};
      return module.endsWith(panel) || [...importers, ...(withLater ? dynamicImporters : [])].some(isNeeded);
    };
    return isNeeded(id) ? chunk : null;
  };
}

export default defineConfig({
  root: 'src/web',
  base: '/assets/',
  publicDir: false,
  plugins: [loadPart, copiesForAdmins],
  build: {
    outDir: '../../public/assets',
    emptyOutDir: true,
    manifest: 'manifest.json',
    target: 'es2022',
    // The first of each that knows light-dark().
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    modulePreload: false,
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: {
        'issue-panel': panel,
        'issue-context': 'src/web/pages/issue-context.tsx',
        settings: 'src/web/pages/settings.tsx',
        admin: 'src/web/pages/admin.tsx',
      },
      output: {
        entryFileNames: '[name]-[hash].js',
        chunkFileNames: '[name]-[hash].js',
        assetFileNames: '[name]-[hash][extname]',
        codeSplitting: {
          groups: [
            { name: neededByPanel('page', false), debugName: 'page', minShareCount: 2, priority: 1 },
            // What several lazy parts use is one file, and so are all their styles, which have the same tokens.
            { name: neededByPanel('more', true), debugName: 'more', minShareCount: 2 },
            {
              name: neededByPanel('more', true),
              debugName: 'styles',
              test: /components.*\.css$/,
              // Before the others, or a style that several parts import would take the tokens with it once more.
              priority: 2,
            },
          ],
        },
      },
    },
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
});
