// One visit: a page in one language, theme and width, looked at by axe, by the browser's own
// complaints and by the scales.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { screenshots } from "./places.mjs";
import { langs, themes } from "./people.mjs";
import { overweight } from "./weights.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const widths = [1280, 390];
const combinations = widths.flatMap((width) =>
  themes.flatMap((theme) => langs.map((lang) => ({ lang, theme, width }))));

// Visits all pages; of the eight combinations of a page, two each day unless all are asked for.
export async function visitAll({ browser, server, people, pages, mode, words, note }) {
  const day = Math.floor(Date.now() / 86_400_000);
  const wanted = (page) => words.length === 0 || words.some((w) => page.route.includes(w));
  const visits = pages.filter(wanted).flatMap((page, nth) => combinations
    .filter((_, i) => mode === "full" || words.length > 0 || (i + nth + day) % 4 === 0)
    .map((combination) => ({ page, ...combination })));
  console.log(`note: ${pages.length} pages, ${visits.length} visits (${mode})`);
  const next = () => visits.shift();
  const worker = async () => {
    for (let visit = next(); visit; visit = next()) {
      const name = `${visit.page.route} ${visit.lang} ${visit.theme} ${visit.width}`;
      try {
        note(name, await visitOne(browser, server, people, visit));
      } catch (error) {
        note(name, [String(error).split("\n")[0]]);
      }
    }
  };
  await Promise.all([worker(), worker()]);
}

export async function visitOne(browser, server, people, { page: { route, path, signedIn }, lang, theme, width }) {
  const context = await browser.newContext({
    baseURL: server.base,
    locale: lang,
    colorScheme: theme,
    viewport: { width, height: width < 500 ? 844 : 860 },
    storageState: signedIn ? people[`${lang}-${theme}`].state : undefined,
  });
  try {
    const page = await context.newPage();
    const watched = await watch(page);
    const answer = await page.goto(path, { waitUntil: "load" });
    await settled(page);
    const faults = [...watched.faults];
    if (answer.status() !== 200) faults.push(`status ${answer.status()}`);
    faults.push(...(await seen(page, lang)));
    faults.push(...(await overweight(page, await watched.bodies())));
    const file = `${route.replaceAll(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "") || "home"}-${lang}-${theme}-${width}.png`;
    await page.screenshot({ path: join(screenshots, file) });
    faults.push(...(await complaints(page)));
    return [...new Set(faults)];
  } finally {
    await context.close();
  }
}

// Collects what the browser complains about and what it loads.
export async function watch(page) {
  const faults = [];
  const responses = [];
  await page.exposeBinding("__violated", (_, text) => faults.push(`policy violated: ${text}`));
  await page.addInitScript(() => {
    window.__shift = 0;
    window.__moved = [];
    const place = (r) => `${Math.round(r.x)},${Math.round(r.y)} ${Math.round(r.width)}x${Math.round(r.height)}`;
    const named = (n) => (n?.nodeType === 1 ? n : n?.parentElement)?.outerHTML.slice(0, 60) ?? "?";
    document.addEventListener("securitypolicyviolation", (e) =>
      window.__violated(`${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber}`));
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if (entry.hadRecentInput) continue;
        window.__shift += entry.value;
        for (const s of entry.sources) {
          window.__moved.push(`${named(s.node)} ${place(s.previousRect)} > ${place(s.currentRect)}`);
        }
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  page.on("console", (m) => m.type() === "error" && faults.push(`console: ${m.text()}`));
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  page.on("response", (r) => {
    responses.push(r);
    if (r.status() >= 400) faults.push(`${r.status()} ${new URL(r.url()).pathname}`);
  });
  const bodies = () => Promise.all(responses
    .filter((r) => r.status() === 200 && !(r.headers()["content-type"] ?? "").includes("event-stream"))
    .map(async (r) => ({ url: r.url(), kind: r.headers()["content-type"] ?? "", body: await r.body().catch(() => Buffer.alloc(0)) })));
  return { faults, bodies };
}

// Fragments that load by themselves have a moment to arrive.
export async function settled(page) {
  await page.evaluate(() => document.fonts.ready.then(() => true));
  await page.waitForTimeout(250);
}

// What a look at the page itself finds.
async function seen(page, lang) {
  const { html, title, wide, shift, moved, h1 } = await page.evaluate(() => ({
    html: document.documentElement.lang,
    title: document.title,
    wide: document.documentElement.scrollWidth - window.innerWidth,
    shift: window.__shift,
    moved: window.__moved.slice(0, 4).join(" | "),
    h1: document.querySelectorAll("h1").length,
  }));
  const faults = [];
  if (html !== lang) faults.push(`lang is ${html}`);
  if (!title.trim()) faults.push("no title");
  if (h1 !== 1) faults.push(`${h1} headings of the first level`);
  if (wide > 0) faults.push(`scrolls sideways by ${wide} px`);
  if (shift > 0.01) faults.push(`layout shifts by ${shift.toFixed(3)}: ${moved}`);
  return faults;
}

export async function complaints(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(
    (values) => window.axe.run(document, { runOnly: { type: "tag", values } }), tags);
  return violations.map((v) => {
    const where = v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join(" | ");
    return `axe ${v.id} (${v.nodes.length}): ${where}`;
  });
}
