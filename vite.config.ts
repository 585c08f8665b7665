// Builds the browser code of src/web into public/assets (git-ignored), with a manifest the server reads.
import { defineConfig } from 'vite';

export default defineConfig({
  root: 'src/web',
  base: '/assets/',
  publicDir: false,
  build: {
    outDir: '../../public/assets',
    emptyOutDir: true,
    manifest: 'manifest.json',
    target: 'es2022',
    modulePreload: false,
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: {
        'issue-panel': 'src/web/pages/issue-panel.tsx',
        settings: 'src/web/pages/settings.tsx',
      },
      output: {
        entryFileNames: '[name]-[hash].js',
        chunkFileNames: '[name]-[hash].js',
        assetFileNames: '[name]-[hash][extname]',
      },
    },
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
});
