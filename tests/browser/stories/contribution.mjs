// Contribution as management reads it: by itself once it is worked out, on one sheet of paper, and every
// number opens the outcomes behind it.

export const name = "contribution appears by itself, fits one sheet and opens what is behind it";

export async function play({ page }) {
  await page.goto("/contribution?outcome=deals");
  // The first answer may take a while; it comes without reload.
  await page.locator(".u-kpi").first().waitFor({ timeout: 60000 });
  const rows = await page.locator(".u-panel .u-tbl").first().locator("tbody tr").count();
  if (rows < 4) throw new Error(`the table has ${rows} rows`);
  await page.emulateMedia({ media: "print" });
  const paper = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString("latin1");
  const sheets = paper.match(/\/Type\s*\/Page[^s]/g)?.length ?? 0;
  if (sheets !== 1) throw new Error(`${sheets} sheets instead of one`);
  await page.emulateMedia({ media: "screen" });
  await page.locator("a[href*='/contribution/journeys?'][href*='row=marketing']").first().click();
  await page.waitForURL("**/contribution/journeys?**");
  await page.locator(".u-tbl tbody a").first().click();
  await page.waitForURL("**/contribution/journeys/*");
  if ((await page.locator(".u-tbl tbody tr").count()) < 1) throw new Error("no touchpoint is behind the outcome");
}
