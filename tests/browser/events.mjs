// Events that the demo company does not have: two that contradict each other, so that a dead letter
// is there to be looked at.

import { onData } from "./server.mjs";

export async function sendContradiction(server) {
  const { write_key: key } = await onData("source", "create", "--name", "browser-check", "--kind", "server");
  const authorization = `Basic ${Buffer.from(`${key}:`).toString("base64")}`;
  for (const wert of [1, 2]) {
    const body = JSON.stringify({ userId: "kasse-7", event: "Bon gedruckt", messageId: "bon-7", properties: { wert } });
    await fetch(`${server.base}/v1/track`, { method: "POST", headers: { authorization }, body });
  }
}
