// An import from the upload to the undo in a real browser; every page on the way is looked at as every
// other page is: axe, policy, weight, width.

import { complaints, visitOne } from "../visit.mjs";

export const name = "imports: files come in, are mapped, tried, imported and taken back";

const companies = "Firma;Ort;Seit;Umsatz;Art\n" + Array.from({ length: 1200 }, (_, n) =>
  `Muster ${n} GmbH;Kiel;${1 + (n % 9)}/${1 + (n % 7)}/2024;1.${100 + (n % 800)};${n % 3 ? "Handel" : "Bau"}`).join("\n");
const wide = Array.from({ length: 500 }, (_, n) => `Spalte ${n}`).join(",") + "\n"
  + Array.from({ length: 500 }, (_, n) => `Wert ${n}`).join(",") + "\n";
const broken = "Record ID,Company name,City\n1,Gut,Kiel\n2,\"offen,Kiel\n3,Kurz\n";
const looks = [["de", "light", 1280], ["de", "dark", 390], ["en", "light", 390], ["en", "dark", 1280]];

const file = (name, text) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });

async function upload(page, files) {
  await page.goto("/imports");
  await page.setInputFiles("#f-files", files);
  await page.click("form[enctype] button[type=submit]");
  await page.waitForURL(/\/imports\/[0-9A-Z]{13}$/);
  return new URL(page.url()).pathname;
}

async function press(page, action) {
  const there = page.waitForNavigation({ waitUntil: "load" });
  await page.click(`form[action$="${action}"] button`);
  await there;
}

export async function play({ page, server, people }) {
  const browser = page.context().browser();
  const faults = [];
  const look = async (path, as) => {
    for (const [lang, theme, width] of looks) {
      const visit = { page: { route: as, path, signedIn: true }, lang, theme, width };
      for (const fault of await visitOne(browser, server, people, visit)) {
        faults.push(`${as} ${lang} ${theme} ${width}: ${fault}`);
      }
    }
  };
  const first = await upload(page, [file("firmen.csv", companies), file("breit.csv", wide), file("bericht.csv", "")]);
  await look(first, "imports-waiting");
  await look(`${first}/files/0`, "imports-columns");
  await look(`${first}/files/1?page=3`, "imports-wide");

  await page.goto(`${first}/files/0`);
  for (const [at, field] of ["name", "city", "is_customer_since", "revenue", "industry"].entries()) {
    await page.selectOption(`[name="to.${at}"]`, field);
  }
  await page.click('button[value="column.2"]');
  await page.waitForURL(/columns\/2$/);
  await look(`${first}/files/0/columns/2`, "imports-column");
  await page.goto(`${first}/files/0`);
  await look(`${first}/files/0`, "imports-question");
  await page.click('fieldset:has([name="order.2"]) label:has([value=dmy])');
  await page.click('fieldset:has([name="mark.3"]) label:has([value=","])');
  await page.click('button[value=overview]');
  await page.waitForURL(new RegExp(`${first}$`));
  await look(`${first}/files/0/settings`, "imports-settings");
  for (let left = 2; left > 0; left--) await press(page, `/files/1/removal`);
  await page.fill("#f-source", "Altes System");
  await press(page, "/source");
  await press(page, "/trial");
  await page.waitForSelector('form[action$="/run"] [data-variant=primary]', { timeout: 60_000 });
  await look(first, "imports-tried");
  // While it runs the page asks how far it is; held back here, so that it stands still to be looked at.
  await page.route("**/progress", () => {});
  await press(page, "/run");
  if (await page.locator("[role=progressbar]").count()) {
    for (const fault of await complaints(page)) faults.push(`imports-running: ${fault}`);
  }
  await page.unroute("**/progress");
  await page.goto(first);
  await page.waitForSelector('form[action$="/undo"]', { timeout: 60_000 });
  await look(first, "imports-done");

  const second = await upload(page, [file("broken.csv", broken)]);
  await press(page, "/run");
  await page.waitForSelector('a[href$="problems.csv"]', { timeout: 60_000 });
  await look(second, "imports-problems");
  await page.goto(first);
  await press(page, "/undo");
  await page.waitForSelector("[hx-get$=progress]", { state: "detached", timeout: 60_000 });
  await look(first, "imports-undone");
  await look("/imports", "imports-list");
  if (faults.length > 0) throw new Error([...new Set(faults)].join(" / "));
}
