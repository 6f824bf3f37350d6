// Sales lead 5: what sales and service do for marketing, down to the cases, and a decision.

import { signInAs } from "../people.mjs";
import { decide, readList } from "../questions.mjs";

export const name = "the head of sales reads what sales does for marketing and decides";

export async function play({ page }) {
  await signInAs(page, "viktor.hahn@musterwerk.example");
  const lines = await readList(page, "Was Vertrieb und Service für das Marketing bewirken");
  const shared = lines.find((line) => line.href.endsWith("/shared_topic_click"));
  if (!shared) throw new Error("nothing about topics that sales shares");
  const why = "Jede Woche ein Thema gemeinsam wählen";
  await decide(page, shared, { press: "Anpassen", action: "adapt", word: "Anpassen", why });
  // The number opens the cases behind it.
  await page.locator(`a[href="${shared.href}/cases"]`).first().click();
  await page.waitForURL("**/cases");
  if ((await page.locator(".u-tbl tbody tr").count()) < 5) throw new Error("no cases are behind the answer");
}
