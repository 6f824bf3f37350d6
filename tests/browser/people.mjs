// Four owners, one for each language and theme, signed in by the link of their invitation.

import { onData } from "./server.mjs";

export const langs = ["de", "en"];
export const themes = ["light", "dark"];
const password = "Vier Lanes sind eine Melodie 4711";

// Answers a person for each combination, with the state of a browser that is signed in.
export async function signInAll(browser, server) {
  const people = {};
  for (const lang of langs) {
    for (const theme of themes) {
      const email = `browser-${lang}-${theme}@example.test`;
      const { link } = await onData("member", "create", "--email", email, "--name",
        `Browser ${lang} ${theme}`, "--role", "owner", "--language", lang, "--url", server.base);
      people[`${lang}-${theme}`] = await signIn(browser, server, link, theme);
    }
  }
  // One invitation stays unused: its page is a page too.
  const { link } = await onData("member", "create", "--email", "invited@example.test", "--name",
    "Noch Nicht", "--role", "member", "--url", server.base);
  people.invitation = new URL(link).pathname;
  return people;
}

// A member of the demo company in place of who is signed in, by the form that everybody uses.
export async function signInAs(page, email) {
  await page.context().clearCookies();
  await page.goto("/sign-in");
  await page.fill("input[name=email]", email);
  await page.fill("input[name=password]", "musterwerk-demo");
  await page.click("form[action='/sign-in'] button[type=submit]");
  await page.waitForURL((url) => url.pathname !== "/sign-in");
}

async function signIn(browser, server, link, theme) {
  const context = await browser.newContext({ baseURL: server.base });
  const page = await context.newPage();
  await page.goto(link);
  await page.fill("input[name=password]", password);
  await page.click('form[action^="/links/"] button[type=submit]');
  await page.waitForURL((url) => !url.pathname.startsWith("/links/"));
  const csrf = await page.getAttribute("meta[name=csrf-token]", "content");
  const answer = await context.request.post("/settings/theme", {
    form: { theme, _csrf: csrf },
    maxRedirects: 0,
  });
  if (answer.status() !== 303) throw new Error(`the theme was not kept: ${answer.status()}`);
  const state = await context.storageState();
  state.cookies = state.cookies.filter((c) => c.name !== "unisono_flash");
  await context.close();
  return { state, csrf, cookie: state.cookies.map((c) => `${c.name}=${c.value}`).join("; ") };
}
