// A story with the real program: events of four published SDKs are kept, read back as they were sent,
// shown live within two seconds, and survive a server that is killed right after its answer.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import Rudder from "@rudderstack/rudder-sdk-node";
import { Analytics } from "@segment/analytics-node";

const run = promisify(execFile);
const program = process.env.UNISONO_PROGRAM;
const data = await mkdtemp(join(tmpdir(), "unisono-sdks-"));
const KILLS = 5;
let server;

async function command(...words) {
  const { stdout } = await run(program, [...words, "--data", data, "--json"]);
  return JSON.parse(stdout);
}

async function start(listen = "127.0.0.1:0") {
  const child = spawn(program, ["serve", "--data", data, "--listen", listen], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, NO_COLOR: "1" },
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const base = await new Promise((resolve, reject) => {
    let seen = "";
    child.stderr.on("data", (chunk) => {
      seen += chunk;
      const found = seen.replace(/\u001b\[[0-9;]*m/g, "").match(/listening on (http:\/\/\S+)/);
      if (found) resolve(found[1]);
    });
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}: ${seen}`)));
  });
  server = { child, ended, base };
}

async function kill() {
  server.child.kill("SIGKILL");
  await server.ended;
}

const api = (path) =>
  fetch(server.base + path, { headers: { authorization: `Bearer ${token}` } });

async function kept(messageId) {
  const answer = await api(`/api/v1/events?message_id=${encodeURIComponent(messageId)}`);
  assert.equal(answer.status, 200);
  return (await answer.json()).data;
}

// What the Node SDK sends, each message waited for.
async function withNode(key) {
  const failures = [];
  const analytics = new Analytics({ writeKey: key, host: server.base, flushAt: 3, maxRetries: 0 });
  analytics.on("error", (error) => failures.push(error));
  const userId = "node-1";
  const traits = { firstName: "Katrin", lastName: "Vogel", email: "katrin.vogel@mueller.example" };
  analytics.identify({ userId, anonymousId: "node-anonymous", traits, messageId: "node-identify" });
  analytics.track({ userId, event: "Anfrage gesendet", properties: { größe: 40 }, messageId: "node-track" });
  analytics.page({ userId, name: "Preise", properties: { path: "/preise" }, messageId: "node-page" });
  analytics.screen({ userId, name: "Start", messageId: "node-screen" });
  analytics.group({ userId, groupId: "mueller", traits: { name: "Müller AG" }, messageId: "node-group" });
  analytics.alias({ userId, previousId: "node-old", messageId: "node-alias" });
  await analytics.closeAndFlush();
  assert.deepEqual(failures, [], "the Node SDK had no failure");
}

// The same with RudderStack's Node SDK, which compresses and insists on exactly 200.
async function withRudder(key) {
  const analytics = new Rudder(key, { dataPlaneUrl: server.base, flushAt: 6, maxInternalQueueSize: 50 });
  const userId = "rudder-1";
  const sent = [];
  const send = (kind, message) => sent.push(new Promise((resolve, reject) =>
    analytics[kind]({ userId, messageId: `rudder-${kind}`, ...message }, (e) => (e ? reject(e) : resolve()))));
  send("identify", { traits: { firstName: "Ruth", lastName: "Adler", email: "ruth.adler@huber.example" } });
  send("track", { event: "Muster bestellt", properties: { stück: 3 } });
  send("page", { name: "Preise", properties: { path: "/preise" } });
  send("screen", { name: "Start" });
  send("group", { groupId: "huber", traits: { name: "Huber GmbH" } });
  send("alias", { previousId: "rudder-old" });
  await analytics.flush();
  await Promise.all(sent);
}

async function withPython(key, module, prefix) {
  const script = new URL("send.py", import.meta.url).pathname;
  await run(process.env.UNISONO_PYTHON, [script, server.base, key, module, prefix]);
}

async function readBack() {
  for (const sdk of ["node", "py", "rudder", "rudderpy"]) {
    for (const type of ["identify", "track", "page", "screen", "group", "alias"]) {
      const [event, ...more] = await kept(`${sdk}-${type}`);
      assert.ok(event && !more.length, `${sdk}-${type} is kept once`);
      assert.equal(event.type, type);
      assert.ok(Date.parse(event.timestamp) && Date.parse(event.receivedAt));
      assert.ok(event.context.library.name.includes("analytics"), "the context is kept");
      assert.ok(!("writeKey" in event), "the key is not kept");
    }
  }
  assert.deepEqual((await kept("node-track"))[0].properties, { größe: 40 });
  assert.equal((await kept("node-track"))[0].event, "Anfrage gesendet");
  assert.equal((await kept("node-identify"))[0].traits.email, "katrin.vogel@mueller.example");
  assert.equal((await kept("node-group"))[0].groupId, "mueller");
  assert.equal((await kept("node-alias"))[0].previousId, "node-old");
  assert.equal((await kept("py-identify"))[0].userId, "py-7");
  assert.equal((await kept("rudderpy-identify"))[0].userId, "rudderpy-7");
  assert.deepEqual((await kept("py-track"))[0].properties, { nummer: "A-7", wert: 1200.5 });
  assert.deepEqual((await kept("rudderpy-track"))[0].properties, { nummer: "A-7", wert: 1200.5 });
  assert.deepEqual((await kept("rudder-track"))[0].properties, { stück: 3 });
}

async function personOf(question) {
  const answer = await api(`/api/v1/search?kind=person&q=${encodeURIComponent(question)}`);
  const found = (await answer.json()).data;
  assert.equal(found.length, 1, `one person for ${question}`);
  return found[0].id;
}

// Opens the live stream of a person as the page does and answers the next entry that arrives.
async function nextEntry(person) {
  const answer = await api(`/timeline/live?person=${person}`);
  assert.equal(answer.status, 200);
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  await reader.read();
  return async () => {
    for (let seen = ""; ; ) {
      const { value, done } = await reader.read();
      assert.ok(!done, "the live stream stays open");
      seen += value;
      if (seen.includes("<li")) {
        await reader.cancel();
        return seen;
      }
    }
  };
}

async function showsLive(key) {
  const person = await personOf("katrin.vogel@mueller.example");
  const entry = await nextEntry(person);
  const analytics = new Analytics({ writeKey: key, host: server.base, flushAt: 1, maxRetries: 0 });
  const began = Date.now();
  analytics.track({ userId: "node-1", event: "Rückruf erbeten", messageId: "node-live" });
  const shown = await entry();
  const took = Date.now() - began;
  assert.ok(shown.includes("Rückruf erbeten"), shown);
  assert.ok(took < 2000, `shown after ${took} ms`);
  await analytics.closeAndFlush();
  return took;
}

// Each round: the answer 200 arrives, the server is killed at once, and the event is still there.
async function survivesKills(key) {
  const authorization = `Basic ${Buffer.from(`${key}:`).toString("base64")}`;
  for (let round = 0; round < KILLS; round += 1) {
    const messageId = `kill-${round}`;
    const body = JSON.stringify({ userId: "node-1", event: "Letztes Wort", messageId });
    const answer = await fetch(`${server.base}/v1/track`, { method: "POST", body, headers: { authorization } });
    const text = answer.body.getReader().read();
    await kill();
    assert.equal(answer.status, 200);
    assert.ok(new TextDecoder().decode((await text).value).startsWith('{"success":true'));
    await start();
    assert.equal((await kept(messageId)).length, 1, `${messageId} is kept`);
    const person = await personOf("katrin.vogel@mueller.example");
    const touchpoints = await (await api(`/api/v1/touchpoints?person=${person}`)).json();
    assert.ok(
      touchpoints.data.some((one) => one.event_id === messageId),
      `${messageId} is on the timeline`,
    );
  }
}

let token;
try {
  await start();
  const source = await command("source", "create", "--name", "shop", "--department", "marketing");
  token = (await command("token", "create", "--name", "story", "--role", "member")).token;
  await withNode(source.write_key);
  const key = source.write_key;
  await withPython(key, "segment.analytics", "py");
  await withRudder(key);
  await withPython(key, "rudderstack.analytics", "rudderpy");
  await readBack();
  await withNode(key);
  assert.equal((await kept("node-track")).length, 1, "the same event again is kept once");
  const took = await showsLive(key);
  await survivesKills(key);
  console.log(`sdks: 24 messages of four SDKs read back; live after ${took} ms; ${KILLS} kills, nothing lost`);
} finally {
  server?.child.kill("SIGKILL");
  await server?.ended;
  await rm(data, { recursive: true, force: true });
}
