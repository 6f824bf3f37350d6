// Whether it works, as a managing director reads it: from the menu, three sentences, one picture, interval,
// evidence and what would refute it, on one sheet of paper; and every month opens its records.

export const name = "whether a change works is told in three sentences and one picture";

export async function play({ page }) {
  await page.goto("/");
  await page.locator("nav a[href='/changes']").first().click();
  await page.waitForURL("**/changes");
  await page.locator(".u-tbl a[href^='/changes/']").first().click();
  await page.waitForURL("**/changes/*");
  const sentences = page.locator(".u-said p");
  if ((await sentences.count()) !== 3) throw new Error(`${await sentences.count()} sentences`);
  const told = await sentences.allInnerTexts();
  if (!told[0].startsWith("Vor dem ")) throw new Error(`not what was: ${told[0]}`);
  if (!/95-%-Bereich.*Beleg [BCD]/.test(told[1])) throw new Error(`no interval or evidence: ${told[1]}`);
  if (!told[2].includes("iderlegt")) throw new Error(`nothing would refute it: ${told[2]}`);
  if ((await page.locator("svg.u-chart").count()) !== 1) throw new Error("not one picture");
  const dots = await page.locator("svg.u-chart circle.dot").count();
  if (dots < 30) throw new Error(`${dots} months are drawn`);
  await page.emulateMedia({ media: "print" });
  const paper = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString("latin1");
  const sheets = paper.match(/\/Type\s*\/Page[^s]/g)?.length ?? 0;
  if (sheets !== 1) throw new Error(`${sheets} sheets instead of one`);
  await page.emulateMedia({ media: "screen" });
  await page.locator("details.u-what", { has: page.locator("a[href*='/records?month=']") }).locator("summary").click();
  await page.locator("a[href*='/records?month=']").first().click();
  await page.waitForURL("**/records?month=*");
  if ((await page.locator(".u-tbl tbody tr").count()) < 10) throw new Error("a month without records");
}
