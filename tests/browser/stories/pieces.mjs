// A page that arrives in two pieces is drawn once, when it is whole: nothing moves while it is read.

import http from "node:http";
import { settled } from "../visit.mjs";

export const name = "pages that arrive in pieces do not move";

const cuts = [0.35, 0.5, 0.7];

// Passes everything on to the server and holds back the end of each page for a while.
async function slow(server, cut) {
  const { hostname: host, port } = new URL(server.base);
  const between = http.createServer((request, answer) => {
    const asked = { ...request.headers, "accept-encoding": "identity" };
    http.get({ host, port, path: request.url, headers: asked }, (from) => {
      const { "content-length": length, ...headers } = from.headers;
      answer.writeHead(from.statusCode, headers);
      if (!headers["content-type"]?.includes("text/html")) return from.pipe(answer);
      const parts = [];
      from.on("data", (part) => parts.push(part)).on("end", () => {
        const all = Buffer.concat(parts);
        const at = Math.floor(all.length * cut);
        answer.write(all.subarray(0, at));
        setTimeout(() => answer.end(all.subarray(at)), 300);
      });
    });
  });
  await new Promise((ready) => between.listen(0, "127.0.0.1", ready));
  return between;
}

export async function play({ page, server }) {
  for (const cut of cuts) {
    const between = await slow(server, cut);
    try {
      for (const path of ["/deals", "/companies", "/audit"]) {
        await page.goto(`http://127.0.0.1:${between.address().port}${path}`);
        await settled(page);
        const moved = await page.evaluate(() => (window.__shift > 0.01 ? window.__moved[0] : undefined));
        if (moved) throw new Error(`${path}, cut at ${cut}: ${moved}`);
      }
    } finally {
      between.closeAllConnections();
      between.close();
    }
  }
}
