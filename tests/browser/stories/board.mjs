// A column loads its further cards; a loaded card moves by key and keeps the bar of those who took part.

export const name = "loaded cards of the board move like the first";

export async function play({ page }) {
  await page.goto("/deals");
  const column = page.locator(".u-col").first();
  const before = await column.locator("[data-card]").count();
  await column.locator(".u-morecards a").click();
  await page.waitForFunction((n) => document.querySelector(".u-col").querySelectorAll("[data-card]").length > n, before);
  const card = column.locator("[data-card]").nth(before);
  const id = await card.getAttribute("data-card");
  const bars = await card.locator(".u-shares").count();
  await card.focus();
  await page.keyboard.press("]");
  const moved = page.locator(".u-col").nth(1).locator(`[data-card="${id}"][data-version="2"], [data-card="${id}"]:not([aria-busy])`);
  await moved.first().waitFor({ timeout: 5000 });
  await page.locator("#toasts form button[type=submit]").waitFor({ timeout: 5000 });
  if ((await page.locator(`#card-${id} .u-shares`).count()) !== bars) throw new Error("the bar is lost");
}
