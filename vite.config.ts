// Builds the browser code of src/web into public/assets (git-ignored), with a manifest the server reads.
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

/** Puts src/web/pages/load-part.ts in the place of the helper that Vite calls for `import()`. */
const loadPart: Plugin = {
  name: 'load-part',
  enforce: 'pre',
  load: (id) =>
    id.endsWith('vite/preload-helper.js')
      ? `export { loadPart as __vitePreload } from ${JSON.stringify(join(import.meta.dirname, 'src/web/pages/load-part.ts'))}`
      : null,
};

export default defineConfig({
  root: 'src/web',
  base: '/assets/',
  publicDir: false,
  plugins: [loadPart],
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
        'issue-panel': 'src/web/pages/issue-panel.tsx',
        'issue-context': 'src/web/pages/issue-context.tsx',
        settings: 'src/web/pages/settings.tsx',
        admin: 'src/web/pages/admin.tsx',
      },
      output: {
        entryFileNames: '[name]-[hash].js',
        chunkFileNames: '[name]-[hash].js',
        assetFileNames: '[name]-[hash][extname]',
        // What both pages need at once is one file, whatever a lazy part uses of it too.
        codeSplitting: { groups: [{ name: 'page', minShareCount: 2, tags: ['$initial'] }] },
      },
    },
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
});
