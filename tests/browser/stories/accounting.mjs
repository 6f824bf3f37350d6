// Accounting 5: where a deal came from, by which rule, and that every model gives the whole amount.

import { signInAs } from "../people.mjs";

export const name = "accounting sees the sources of a deal, compares models and finds the definition";

// "1.234,50 €" as cents.
const cents = (text) => Math.round(parseFloat(text.replace(/[^\d,-]/g, "").replace(",", ".")) * 100);

export async function play({ page }) {
  await signInAs(page, "berta.buch@musterwerk.example");
  await page.goto("/deals?view=list&state=won&ended=twelve");
  await page.locator(".u-tbl tbody a[href^='/deals/']").first().click();
  await page.waitForURL(/\/deals\/[0-9A-Z]{13}$/);
  const deal = new URL(page.url()).pathname;
  const value = (await (await page.request.get(`/api/v1${deal}`)).json()).value_minor;
  await page.locator(`a[href^="${deal}/contribution"]`).first().click();
  await page.waitForURL("**/contribution?**");
  await compared(page, value);
  const definition = await source(page, "Definition");
  if (!/^contribution\/\d+$/.test(definition)) throw new Error(`the definition is ${definition}`);
  // Another rule: the page says which, and the touchpoints have its weights.
  await page.locator("select[name=model]").selectOption("last");
  await page.locator("form[action$='/contribution'] button[type=submit]").click();
  await page.waitForURL("**model=last**");
  if ((await source(page, "Modell der Beteiligung")) !== "Letzter Kontakt") throw new Error("the model is not named");
  const touchpoints = page.locator("table", { has: page.locator("caption", { hasText: "Kontaktpunkte" }) });
  const weights = await touchpoints.locator("tbody td:last-child").allInnerTexts();
  const sum = weights.reduce((all, text) => all + parseFloat(text.replace(",", ".")), 0);
  if (Math.abs(sum - 100) > 0.5) throw new Error(`the weights are ${sum} percent`);
  // Each touchpoint opens its own source.
  await touchpoints.locator("tbody a").first().click();
  await page.waitForURL("**/timeline/*");
}

// What stands beside a label among the sources.
const source = (page, label) =>
  page.locator(`.u-kv dt:text-is("${label}") + dd`).last().innerText();

// Every model shares out the whole amount to the cent.
async function compared(page, value) {
  const table = page.locator("table", { has: page.locator("caption", { hasText: "Modelle vergleichen" }) });
  const rows = await table.locator("tbody tr").evaluateAll((all) =>
    all.map((row) => [...row.children].slice(1).map((cell) => cell.innerText.split("€")[0])));
  if (rows.length < 2 || rows[0].length < 8) throw new Error(`${rows.length} sources, ${rows[0]?.length} models`);
  for (let model = 0; model < rows[0].length; model += 1) {
    const sum = rows.reduce((all, row) => all + cents(row[model]), 0);
    if (sum !== value) throw new Error(`model ${model} gives ${sum} of ${value}`);
  }
}
