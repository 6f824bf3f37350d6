// Marketing 5: what we do for sales. The list says what, for whom, how much, how sure; a test is made from it.

import { signInAs } from "../people.mjs";
import { decide, readList } from "../questions.mjs";

export const name = "marketing reads what it does for sales and starts a test";

export async function play({ page }) {
  await signInAs(page, "mara.marketing@musterwerk.example");
  const lines = await readList(page, "Was das Marketing für den Vertrieb bewirkt");
  const open = lines.find((line) => line.cells[0].startsWith("testen"));
  if (!open) throw new Error("nothing is left to be tested");
  const why = "Halbe Liste einladen, halbe nicht";
  await decide(page, open, { press: "Test anlegen", action: "test", word: "Testen", why });
  // It can be taken back where it was made.
  await page.locator("#toasts form button[type=submit]").click();
  await page.locator("article", { hasText: why }).getByText("zurückgenommen").waitFor();
}
