import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

export interface DocsPage {
  html: string;
  contentSecurityPolicy: string;
}

const start = `SwaggerUIBundle({url:'/v1/openapi.json',dom_id:'#docs',deepLinking:true,docExpansion:'list',defaultModelsExpandDepth:0,validatorUrl:null});`;

/**
 * The documentation as one page: Swagger UI with its script and style inlined. It fetches the document from this
 * service and sends it the requests that a reader tries out. Its policy allows no other address.
 */
export async function makeDocsPage(): Promise<DocsPage> {
  const [script = '', style = ''] = await Promise.all([
    readSwaggerUi('swagger-ui-bundle.js'),
    readSwaggerUi('swagger-ui.css'),
  ]);
  // These are the only texts in a script that HTML takes for its end or for a comment:
  // https://html.spec.whatwg.org/#restrictions-for-contents-of-script-elements
  const scripts = [escapeScript(script), start];
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>invite-spool</title><link rel="icon" href="data:,"><style>${style}</style></head><body><div id="docs"></div>${scripts.map((each) => `<script>${each}</script>`).join('')}</body></html>\n`;
  return { html, contentSecurityPolicy: makePolicy(scripts) };
}

function makePolicy(scripts: string[]): string {
  const hashes = scripts.map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  return [
    "default-src 'none'",
    `script-src ${hashes.join(' ')}`,
    // Swagger UI styles its elements one by one.
    "style-src 'unsafe-inline'",
    'img-src data:',
    'font-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function escapeScript(script: string): string {
  return script.replace(/<(?=\/script|script|!--)/gi, '\\x3c');
}

async function readSwaggerUi(name: string): Promise<string> {
  const path = createRequire(import.meta.url).resolve(`swagger-ui-dist/${name}`);
  const text = await readFile(path, 'utf8');
  return text.replace(/\n?\/[*/]# sourceMappingURL=\S+(?: \*\/)?\s*$/, '');
}
