// Which pages there are: every GET route that answers a whole HTML document. A route with
// parameters is visited at the first address that a link on another page leads to.

import { command } from "./server.mjs";

// Routes that no page links to, and why.
const unlinkedByNature = [
  "/links/{secret}", // comes by mail or by hand
  // Only after an upload: stories/imports.mjs makes one and visits them.
  "/imports/{id}",
  "/imports/{id}/files/{no}",
  "/imports/{id}/files/{no}/columns/{column}",
  "/imports/{id}/files/{no}/settings",
  "/imports/{id}/mapping.toml",
  "/imports/{id}/problems.csv",
  "/imports/{id}/progress",
  // Only when the run over everybody, which begins with the server, has found a pair already.
  "/duplicates/people/{a}/with/{b}",
  "/duplicates/companies/{a}/with/{b}",
  // Only with a file at a record, which the demo company does not have.
  "/files/{id}",
  "/files/{id}/content",
  "/history/{kind}/{id}", // a fragment of the pages of people and companies, fetched by script
];
// How many addresses of a route are tried until one is a page.
const TRIES = 3;
const notPages = ["/api/", "/v1/", "/analytics", "/unisono.js", "/assets/", "/metrics", "/healthz", "/readyz"];

export async function findPages(server, people) {
  const routes = (await command("routes", "--json")).filter((r) => r.method === "GET");
  const paths = routes.map((r) => r.path).filter((p) => !notPages.some((n) => p.startsWith(n)));
  const fixed = paths.filter((p) => !p.includes("{"));
  const open = paths.filter((p) => p.includes("{"));
  const examples = new Map(fixed.map((p) => [p, p]));
  const pages = [];
  const tried = new Map();
  const queue = fixed.map((path) => [path, path]);
  while (queue.length > 0) {
    const [route, address] = queue.shift();
    if (pages.some((page) => page.route === route)) continue;
    const html = await fetchHtml(server, people["de-light"].cookie, address);
    if (html === null) continue;
    examples.set(route, address);
    if (/<html/i.test(html)) pages.push({ route, path: address, signedIn: true });
    for (const path of linksOf(html)) {
      const bare = path.split(/[?#]/)[0];
      if (fixed.includes(bare)) continue;
      const found = open.find((p) => matches(p, bare));
      // An address that is no page may look like one ("/dead-letters/retry"): a few are tried.
      const others = tried.get(found) ?? new Set();
      if (!found || others.size >= TRIES || others.has(bare)) continue;
      tried.set(found, others.add(bare));
      if (!examples.has(found)) examples.set(found, path);
      queue.push([found, path]);
    }
  }
  pages.push({ route: "/sign-in", path: "/sign-in", signedIn: false });
  pages.push({ route: "/links/{secret}", path: people.invitation, signedIn: false });
  const unlinked = open.filter((p) => !examples.has(p) && !unlinkedByNature.includes(p));
  return { pages: pages.filter((p) => p.route !== "/sign-in" || !p.signedIn), unlinked };
}

// The body of an address if it is HTML, else null. Streams are let go at once.
async function fetchHtml(server, cookie, path) {
  const gone = new AbortController();
  const answer = await fetch(server.base + path, {
    headers: { cookie, accept: "text/html" },
    redirect: "manual",
    signal: gone.signal,
  });
  const kind = answer.headers.get("content-type") ?? "";
  if (!kind.startsWith("text/html") || answer.status !== 200) {
    gone.abort();
    return null;
  }
  return answer.text();
}

function linksOf(html) {
  const found = html.matchAll(/\s(?:href|hx-get|data-href|action|src|hx-sse:connect)="(\/[^"]*)"/g);
  return [...found].map((m) => m[1].replaceAll("&amp;", "&"));
}

function matches(route, path) {
  const parts = route.split("/").map((part) => {
    if (part.startsWith("{*")) return ".+";
    return part.startsWith("{") ? "[^/]+" : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  });
  return new RegExp(`^${parts.join("/")}$`).test(path);
}
