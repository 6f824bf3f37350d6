// What a page may weigh, compressed.

import { gzipSync } from "node:zlib";

const KB = 1024;
const budgets = { html: 15 * KB, css: 30 * KB, js: 30 * KB, font: 50 * KB, first: 130 * KB, nodes: 1500 };
// What single pages load besides: a script for dragging, and once the letters beyond western Europe
// when a name needs them. Each has its own allowance.
const lazy = { sortable: 15 * KB, "inter-latin-ext": 86 * KB };

export async function overweight(page, bodies) {
  const weight = (body) => gzipSync(body, { level: 9 }).length;
  const sums = { html: 0, css: 0, js: 0, font: 0, first: 0 };
  const faults = [];
  for (const { url, kind, body } of bodies) {
    const bytes = kind.startsWith("font/") ? body.length : weight(body);
    const extra = Object.entries(lazy).find(([name]) => url.includes(`/${name}`));
    if (extra) {
      if (bytes > extra[1]) faults.push(`${extra[0]} weighs ${bytes} bytes, allowed are ${extra[1]}`);
      continue;
    }
    sums.first += bytes;
    if (kind.startsWith("text/html")) sums.html += bytes;
    if (kind.startsWith("text/css")) sums.css += bytes;
    if (kind.includes("javascript")) sums.js += bytes;
    if (kind.startsWith("font/")) sums.font = Math.max(sums.font, bytes);
  }
  sums.nodes = await page.evaluate(() => document.getElementsByTagName("*").length);
  for (const [what, limit] of Object.entries(budgets)) {
    if (sums[what] > limit) faults.push(`${what}: ${sums[what]}, allowed are ${limit}`);
  }
  return faults;
}
