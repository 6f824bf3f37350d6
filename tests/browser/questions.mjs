// What a persona does with a list of the two questions: read it, open an answer, decide.

const must = (holds, what) => {
  if (!holds) throw new Error(what);
};

// Reads the list below a title: every line says what, for whom, how much, how sure, and whose it is.
export async function readList(page, title) {
  await page.goto("/questions");
  const table = page.locator("table", { has: page.locator("caption", { hasText: title }) });
  const lines = await table.locator("tbody tr").evaluateAll((rows) => rows.map((row) => {
    const cells = [...row.children].map((cell) => cell.innerText.trim());
    return { href: row.dataset.row, cells, grade: row.querySelector("abbr")?.innerText ?? "" };
  }));
  must(lines.length > 0, `nothing is below "${title}"`);
  for (const { href, cells: [what, effect, naive, , n, , owner], grade } of lines) {
    must(/^(mehr tun|lassen|testen) /.test(what), `no verdict: ${what}`);
    must(/Für: \S/.test(what), `nobody says for whom: ${what}`);
    // A number with its interval, or in words why there is none.
    must(/\d.*\(.+ … .+\)/s.test(effect) || effect.length > 10, `how much? ${effect}`);
    must(/^[A-D]$/.test(grade), `how sure? ${grade}`);
    must(/^[\d.]+ \/ [\d.]+$/.test(n), `of how many? ${n}`);
    must(naive.length > 0 && owner.length > 0, `no comparison or owner: ${href}`);
    if (effect.includes("noch nicht belegt")) must(!what.startsWith("mehr tun"), `unproven, yet to do more: ${what}`);
  }
  return lines;
}

// Opens a line, decides with one press, and finds the decision with what is expected of it.
export async function decide(page, { href }, { press, action, word, why }) {
  await page.click(`a[href="${href}"]`);
  await page.waitForURL(`**${href}`);
  const form = page.locator(`form[action="/decisions"]`);
  await form.locator("textarea[name=note]").fill(why);
  await form.getByRole("button", { name: press, exact: true }).click();
  await page.locator("#toasts form button[type=submit]").waitFor();
  const decision = page.locator("article", { hasText: why });
  await decision.locator("h3", { hasText: word }).waitFor();
  must(/Erwartete Wirkung/.test(await decision.innerText()), "nothing is expected of the decision");
  // The same through the interface that programs use.
  const told = await (await page.request.get(`/api/v1${href}`)).json();
  const kept = told.decisions.find((d) => d.note === why);
  must(kept?.action === action && kept.review_on > new Date(0).toISOString(), "the decision is not kept");
  const adjusted = told.answers[0].answer.adjusted;
  must(kept.expected === (adjusted?.difference ?? null), `expected is ${kept.expected}`);
}
