import { defineConfig, type Plugin } from 'vite';

/** Everything into the one HTML file: it must work from a stick, on a computer without a network. */
const oneFile: Plugin = {
  name: 'one-file',
  enforce: 'post',
  generateBundle(_options, bundle) {
    const page = bundle['verify.html'];
    if (page?.type !== 'asset') throw new Error('there is no verify.html to put everything into');
    let html = String(page.source);
    for (const [name, part] of Object.entries(bundle)) {
      if (part === page) continue;
      const source = part.type === 'chunk' ? part.code : String(part.source);
      const tag =
        part.type === 'chunk'
          ? new RegExp(`<script[^>]*src="[^"]*${name}"[^>]*></script>`)
          : new RegExp(`<link[^>]*href="[^"]*${name}"[^>]*>`);
      if (!tag.test(html)) throw new Error(`verify.html does not name ${name}`);
      html = html.replace(tag, '');
      // A function as replacement: the code may hold what looks like a pattern.
      const inline =
        part.type === 'chunk'
          ? `<script type="module">${source.replaceAll('</script', '<\\/script')}</script>`
          : `<style>${source}</style>`;
      html = html.replace(part.type === 'chunk' ? '</body>' : '</head>', (end) => `${inline}${end}`);
      delete bundle[name];
    }
    page.source = html;
  },
};

/** Builds web/dist/verify.html, the verifier that needs neither network nor server. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [oneFile],
  base: './',
  build: {
    outDir: '../dist',
    emptyOutDir: false,
    target: 'es2022',
    modulePreload: false,
    cssCodeSplit: false,
    rolldownOptions: { input: 'verify.html' },
  },
});
