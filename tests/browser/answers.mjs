// The questions about effect are asked, and what works together is searched, in the background when the demo
// company is new: their pages are looked at with answers.

export async function waitForAnswers(server, cookie) {
  for (const place of ["/questions", "/synergies"]) await waitForLinks(server, cookie, place);
}

async function waitForLinks(server, cookie, place) {
  for (let n = 0; n < 240; n += 1) {
    const page = await fetch(`${server.base}${place}`, { headers: { cookie, accept: "text/html" } });
    if ((await page.text()).includes(`href="${place}/`)) return;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  throw new Error(`${place} has no answers after four minutes`);
}
