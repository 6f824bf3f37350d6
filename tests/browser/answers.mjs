// The questions about effect are asked in the background when the demo company is new: their pages are
// looked at with answers.

export async function waitForAnswers(server, cookie) {
  for (let n = 0; n < 180; n += 1) {
    const page = await fetch(`${server.base}/questions`, { headers: { cookie, accept: "text/html" } });
    if ((await page.text()).includes('href="/questions/')) return;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  throw new Error("the questions were not answered within three minutes");
}
