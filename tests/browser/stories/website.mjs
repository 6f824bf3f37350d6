// A website on another port: refused, nothing is left on the device; after consent, events arrive;
// the published library works from our host.

import { createServer } from "node:http";
import { onData } from "../server.mjs";

export const name = "a website counts without cookies and measures after consent";

const own = (base, key) => `<!doctype html><html lang="de"><title>Musterwerk</title><h1>Preise</h1>
<form data-unisono="kontakt" action="/danke"><input name="m" autocomplete="email"><button>Senden</button></form>
<script defer src="${base}/unisono.js" data-key="${key}"></script></html>`;
const library = (base, key) => `<!doctype html><html lang="de"><title>Shop</title><h1>Shop</h1><script>
window.analytics = Object.assign([], { _cdn: "${base}", _writeKey: "${key}", SNIPPET_VERSION: "5.2.1" });
analytics.push(["page"]); analytics.push(["track", "Cart Opened", { items: 2 }]);
</script><script src="${base}/analytics.js/v1/${key}/analytics.min.js"></script></html>`;

export async function play({ page, server, people }) {
  const { write_key: key } = await onData("source", "create", "--name", "website-story", "--kind", "browser");
  const site = createServer((request, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(request.url.startsWith("/shop") ? library(server.base, key) : own(server.base, key));
  });
  await new Promise((resolve) => site.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${site.address().port}`;
  const visitor = await page.context().browser().newContext();
  try {
    await visit(visitor, base, server, people);
  } finally {
    await visitor.close();
    site.close();
  }
}

async function visit(visitor, base, server, people) {
  const page = await visitor.newPage();
  const asked = [];
  page.on("request", (r) => r.method() === "POST" && asked.push(new URL(r.url()).pathname));
  await page.goto(`${base}/preise?utm_source=story&utm_campaign=Kampagne-4711`);
  await until(() => asked.includes("/v1/visit"), "the view is counted");
  await page.evaluate(() => { unisono.track("Too Early"); unisono.consent(false); });
  await page.waitForTimeout(150);
  const left = await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]);
  if (left.join("|") !== "0|0|") throw new Error(`left on the device: ${left.join(" | ")}`);
  if ((await visitor.cookies()).length > 0) throw new Error("a cookie was set");
  if (asked.some((path) => path !== "/v1/visit")) throw new Error(`sent without consent: ${asked}`);
  await page.evaluate(() => { unisono.consent(true); unisono.track("Configurator Opened", { product: "PF-200" }); });
  await until(() => asked.includes("/v1/t"), "an event is sent after consent");
  const kept = await page.evaluate(() => localStorage.getItem("unisono_visit"));
  if (!kept) throw new Error("no visit id after consent");
  await page.evaluate(() => document.dispatchEvent(new CustomEvent("unisono:consent", { detail: false })));
  if (await page.evaluate(() => localStorage.length)) throw new Error("a no left the visit id behind");
  asked.length = 0;
  await page.fill("input", "website-story@mueller.example");
  await page.click("button");
  await until(() => asked.includes("/v1/i") && asked.includes("/v1/t"), "the form is sent");
  asked.length = 0;
  await page.goto(`${base}/shop`);
  await until(() => asked.includes("/v1/p") && asked.includes("/v1/t"), "the published library sends");
  await arrived(server, people);
}

// What was sent is on the timeline and in the figures.
async function arrived(server, people) {
  const look = async (path) => (await fetch(server.base + path, {
    headers: { cookie: people["de-light"].cookie, accept: "text/html" } })).text();
  const says = (path, word) => async () => (await look(path)).includes(word);
  for (const word of ["Configurator Opened", "Cart Opened"]) {
    await until(says("/timeline", word), `${word} on the timeline`);
  }
  if (await says("/timeline", "Too Early")()) throw new Error("an event of before the refusal arrived");
  // A new person is learnt, and then found by the search, by two reactors behind the event.
  await until(says("/search?q=website-story", "website-story@mueller.example"), "the sender of the form");
}

async function until(holds, what) {
  for (let i = 0; i < 100; i += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`not seen: ${what}`);
}
