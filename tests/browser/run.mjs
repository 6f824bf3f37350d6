// Starts a server on fresh demo data, visits every page in a browser and plays the stories.
// Prints one line per fault and closes with "browser: N passed, M failed".

import { chromium } from "playwright-core";
import { mkdirSync, rmSync } from "node:fs";
import { waitForAnswers } from "./answers.mjs";
import { start } from "./server.mjs";
import { sendContradiction } from "./events.mjs";
import { findPages } from "./pages.mjs";
import { signInAll } from "./people.mjs";
import { visitAll } from "./visit.mjs";
import { playAll } from "./stories.mjs";
import { folder, screenshots } from "./places.mjs";

const [mode = "usual", ...words] = process.argv.slice(2);

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
mkdirSync(screenshots, { recursive: true });

const server = await start();
const browser = await chromium.launch({
  executablePath: process.env.UNISONO_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"],
});
const results = [];
const note = (name, faults) => {
  results.push({ name, ok: faults.length === 0 });
  for (const fault of faults) console.log(`FAILED ${name}: ${fault}`);
};

try {
  const people = await signInAll(browser, server);
  await sendContradiction(server);
  await waitForAnswers(server, people["de-light"].cookie);
  const { pages, unlinked } = await findPages(server, people);
  note("every page is reached by a link", unlinked.map((path) => `no link leads to ${path}`));
  await visitAll({ browser, server, people, pages, mode, words, note });
  await playAll({ browser, server, people, words, note });
  note("the server lives and logged no fault", await server.faults());
} finally {
  await browser.close();
  await server.stop();
}

const failed = results.filter((r) => !r.ok).length;
console.log(`browser: ${results.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
