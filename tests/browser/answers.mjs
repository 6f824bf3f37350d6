// The questions about effect are asked, and what works together is searched, in the background when the demo
// demo company is new: their pages are looked at with answers, and with a decision upon one of each.

export async function waitForAnswers(server, cookie) {
  for (const place of ["/questions", "/synergies"]) await decide(server, cookie, await waitForLinks(server, cookie, place));
}

// Decides upon the first answer of a page as its form would.
async function decide(server, cookie, address) {
  const page = await (await fetch(server.base + address, { headers: { cookie, accept: "text/html" } })).text();
  const form = page.match(/<form[^>]*action="\/decisions".*?<\/form>/s)?.[0];
  if (!form) throw new Error(`${address} has no form for a decision`);
  const fields = [...form.matchAll(/<input[^>]*>/g)].map(([input]) =>
    ["name", "value"].map((name) => input.match(new RegExp(` ${name}="([^"]*)"`))?.[1] ?? ""));
  const body = new URLSearchParams([...fields, ["note", "Bis zum nächsten Quartal"], ["action", "test"]]);
  const answer = await fetch(`${server.base}/decisions`, { method: "POST", redirect: "manual", headers: { cookie, origin: server.base }, body });
  if (answer.status !== 303) throw new Error(`deciding upon ${address} answers ${answer.status}`);
}

async function waitForLinks(server, cookie, place) {
  for (let n = 0; n < 240; n += 1) {
    const page = await fetch(`${server.base}${place}`, { headers: { cookie, accept: "text/html" } });
    const found = (await page.text()).match(new RegExp(`href="(${place}/[^"]+)"`));
    if (found) return found[1].replaceAll("&amp;", "&");
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  throw new Error(`${place} has no answers after four minutes`);
}
