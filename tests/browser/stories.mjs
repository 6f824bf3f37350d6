// Stories that need a real browser: one file each in stories/, exporting `name` and `play`.

import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { screenshots } from "./places.mjs";
import { watch } from "./visit.mjs";

const folder = join(dirname(fileURLToPath(import.meta.url)), "stories");

export async function playAll({ browser, server, people, words, note }) {
  for (const file of readdirSync(folder).filter((f) => f.endsWith(".mjs")).sort()) {
    const story = await import(pathToFileURL(join(folder, file)));
    if (words.length > 0 && !words.some((w) => story.name.includes(w))) continue;
    const context = await browser.newContext({
      baseURL: server.base,
      storageState: people["de-light"].state,
      viewport: story.viewport ?? { width: 1280, height: 860 },
    });
    try {
      const page = await context.newPage();
      page.setDefaultTimeout(8000);
      const watched = await watch(page);
      const began = Date.now();
      await story.play({ page, context, server, people });
      console.log(`note: ${story.name}: ${Date.now() - began} ms`);
      note(story.name, watched.faults.filter((f) => !(story.expected ?? []).some((e) => f.includes(e))));
      await page.screenshot({ path: join(screenshots, `story-${file.replace(".mjs", ".png")}`) });
    } catch (error) {
      note(story.name, [String(error.message ?? error).split("\n").slice(0, 4).join(" ")]);
    } finally {
      await context.close();
    }
  }
}
