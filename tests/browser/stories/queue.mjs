// The queue of touchpoints without a company is worked through with the keyboard alone, and undone.

export const name = "several entries get their company by keyboard, and it is undone";

export async function play({ page }) {
  await page.goto("/timeline");
  const csrf = await page.getAttribute("meta[name=csrf-token]", "content");
  for (const nth of [1, 2]) {
    const data = { type: "ticket.opened", source: "browser", event_id: `queue-${nth}`, object_name: `Queue ${nth}` };
    const made = await page.request.post("/api/v1/touchpoints", { data, headers: { "x-csrf-token": csrf } });
    if (made.status() !== 201) throw new Error(`the entry was not kept: ${made.status()}`);
  }
  await page.goto("/timeline/unresolved?source=browser");
  for (const key of ["j", "x", "j", "x", "/"]) await page.keyboard.press(key);
  // Typed while the field is not there yet, letters would be commands.
  await page.locator("#assign-q:focus").waitFor();
  await page.keyboard.type("gmbh");
  await page.locator("#assign-found input:checked").waitFor();
  await page.keyboard.press("Enter");
  await page.locator("#toasts form button[type=submit]").waitFor();
  if ((await page.locator("[data-choice]").count()) !== 0) throw new Error("the entries still wait");
  await page.locator("#toasts form button[type=submit]").click();
  await page.locator("[data-choice]").nth(1).waitFor();
}
