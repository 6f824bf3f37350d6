// The palette opens by keyboard, finds a page and goes there without the mouse.

export const name = "the palette leads to a page without the mouse";

export async function play({ page }) {
  await page.goto("/");
  await page.keyboard.press("Control+k");
  await page.locator("#palette input").waitFor({ state: "visible" });
  await page.keyboard.type("Personen");
  await page.waitForTimeout(400);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/people**", { timeout: 5000 });
}
