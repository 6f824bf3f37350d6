// Filters of the timeline stand in the address: chosen in a menu, taken off as a chip, undone by going back.

export const name = "filters of the timeline stand in the address";

export async function play({ page }) {
  await page.goto("/timeline");
  await page.click("#stream-type-button");
  await page.click("#stream-type-menu a[href*='ticket.opened']");
  await page.waitForURL("**type=ticket.opened**", { timeout: 5000 });
  await page.locator(".u-off").waitFor({ timeout: 5000 });
  await page.goBack();
  await page.locator(".u-off").waitFor({ state: "detached", timeout: 5000 });
  if ((await page.locator("h1").count()) !== 1) throw new Error("going back brought only a part of the page");
  await page.goForward();
  await page.locator(".u-off").click();
  await page.locator(".u-off").waitFor({ state: "detached", timeout: 5000 });
  if (new URL(page.url()).search !== "") throw new Error(`the filter is still in ${page.url()}`);
}
