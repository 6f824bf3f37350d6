// The kill harness: a client with a ledger of its own sends numbered events, singly, in batches and
// through a published SDK, while the server is killed at random. Afterwards every event that was
// confirmed is there exactly once, raw and on the timeline.
//
//     ./bench kill [--cycles 25] [--database postgres://…] [--seed N]
//     ./bench kill --scene stop|disk|clock|postgres       the other ways in which servers suffer
//
// stop: the process is frozen and goes on. disk: its disk is full (a small tmpfs; needs root).
// clock: its clock jumps an hour ahead and back (needs Debian's libfaketime). postgres: PostgreSQL
// dies under load (needs tests/with-postgres).

import assert from "node:assert/strict";
import { execFile, execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs, promisify } from "node:util";
import { Analytics } from "@segment/analytics-node";

const run = promisify(execFile);
const { values: given } = parseArgs({
  options: {
    cycles: { type: "string", default: "25" },
    database: { type: "string" },
    scene: { type: "string", default: "kill" },
    seed: { type: "string", default: String(Date.now() % 100000) },
  },
});
const program = process.env.UNISONO_PROGRAM;
const FAKETIME = ["/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1", "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1"].find(existsSync);

// Random numbers that can be repeated (mulberry32).
let state = Number(given.seed);
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const between = (from, to) => from + Math.floor(random() * (to - from));

class Rig {
  constructor(data, database, environment = {}) {
    Object.assign(this, { data, database, environment });
    this.ledger = new Map(); // id → "open" | "confirmed"
    this.refusals = new Map(); // status → how often
    this.count = 0;
    this.base = "";
  }

  async command(...words) {
    const where = this.database ? ["--database", this.database] : [];
    const { stdout } = await run(program, [...words, "--data", this.data, ...where, "--json"]);
    return JSON.parse(stdout);
  }

  async begin() {
    const source = await this.command("source", "create", "--name", "kill");
    this.key = source.write_key;
    this.authorization = `Basic ${Buffer.from(`${this.key}:`).toString("base64")}`;
    this.token = (await this.command("token", "create", "--name", "kill", "--role", "owner")).token;
    await this.start();
  }

  async start() {
    const where = this.database ? ["--database", this.database] : [];
    const listen = this.base.replace("http://", "") || "127.0.0.1:0";
    const limits = given.scene === "disk" ? ["--free-disk", "0"] : [];
    this.child = spawn(program, ["serve", "--data", this.data, ...where, "--listen", listen, ...limits], {
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, NO_COLOR: "1", ...this.environment },
    });
    this.ended = new Promise((resolve) => this.child.once("exit", resolve));
    this.base = await new Promise((resolve, reject) => {
      let seen = "";
      this.child.stderr.on("data", (chunk) => {
        if (seen.length < 100000) seen += chunk;
        const found = seen.match(/listening on (http:\/\/\S+)/);
        if (found) resolve(found[1]);
      });
      this.child.once("exit", (code) => reject(new Error(`the server ended with ${code}: ${seen}`)));
    });
  }

  async kill() {
    this.child.kill("SIGKILL");
    await this.ended;
  }

  // Ids that are sent now: those without an answer again, and new ones.
  next(count) {
    const ids = [];
    for (const [id, fate] of this.ledger) {
      if (ids.length === count) break;
      if (fate === "open" && id.startsWith("event-") && random() < 0.3) ids.push(id);
    }
    while (ids.length < count) ids.push(`event-${(this.count += 1)}`);
    for (const id of ids) if (!this.ledger.has(id)) this.ledger.set(id, "open");
    return ids;
  }

  // The same id always has the same content.
  event(id) {
    const n = Number(id.slice(6));
    const who = n % 3 ? { userId: `u-${n % 97}` } : { anonymousId: `a-${n % 31}` };
    return n % 11 === 0
      ? { type: "identify", userId: `u-${n % 97}`, anonymousId: `a-${n % 31}`, messageId: id, traits: { lastName: `Vogel ${n % 97}` } }
      : { type: "track", event: "Gezählt", messageId: id, properties: { n }, ...who };
  }

  async post(path, body) {
    const answer = await fetch(this.base + path, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { authorization: this.authorization, "content-type": "application/json" },
    });
    const text = await answer.text();
    if (answer.status !== 200) this.refusals.set(answer.status, (this.refusals.get(answer.status) ?? 0) + 1);
    if (answer.status !== 200) await sleep(20);
    return answer.status === 200 && JSON.parse(text).success === true ? JSON.parse(text) : null;
  }

  // How many hours the clock of the server is ahead of ours, as an event of now says.
  async clock() {
    const id = `clock-${(this.count += 1)}`;
    const event = { type: "track", event: "Uhr", userId: "u-1", messageId: id };
    assert.ok(await this.post("/v1/track", event), `an event is taken while the clock jumps: ${JSON.stringify([...this.refusals])}`);
    this.ledger.set(id, "confirmed");
    const { data } = await this.get(`/api/v1/events?message_id=${id}`);
    return (Date.parse(data[0].receivedAt) - Date.now()) / 3600000;
  }

  confirm(ids) {
    for (const id of ids) this.ledger.set(id, "confirmed");
  }

  async singles(on) {
    while (on.now) {
      const [id] = this.next(1);
      try {
        if (await this.post("/v1/track".replace("track", this.event(id).type), this.event(id))) this.confirm([id]);
      } catch {
        await sleep(5);
      }
    }
  }

  async batches(on) {
    while (on.now) {
      const ids = this.next(between(2, 40));
      try {
        const answer = await this.post("/v1/batch", { batch: ids.map((id) => this.event(id)) });
        if (answer) {
          assert.equal(answer.accepted + answer.duplicates, ids.length, JSON.stringify(answer));
          this.confirm(ids);
        }
      } catch (error) {
        if (error instanceof assert.AssertionError) throw error;
        await sleep(5);
      }
    }
  }

  // The published SDK says for each message whether it was delivered. It stamps every message anew, so
  // an id of its own is never given to it twice.
  async sdk(on) {
    while (on.now) {
      const analytics = new Analytics({ writeKey: this.key, host: this.base, flushAt: 5, flushInterval: 20, maxRetries: 0, httpRequestTimeout: 2000 });
      analytics.on("error", () => {});
      for (let n = 0; n < 5; n += 1) {
        const messageId = `sdk-${(this.count += 1)}`;
        this.ledger.set(messageId, "open");
        const { type, ...rest } = this.event(`event-${this.count}`);
        analytics[type]({ ...rest, messageId }, (error) => {
          if (!error) this.confirm([messageId]);
        });
      }
      await analytics.closeAndFlush({ timeout: 2500 });
    }
  }

  load() {
    const on = { now: true };
    const senders = [this.singles(on), this.singles(on), this.batches(on), this.batches(on), this.sdk(on)];
    return async () => {
      on.now = false;
      await Promise.all(senders);
    };
  }

  async get(path) {
    const answer = await fetch(this.base + path, { headers: { authorization: `Bearer ${this.token}` } });
    assert.equal(answer.status, 200, path);
    return answer.json();
  }

  // Every confirmed event is there once; nothing is there that nobody sent.
  async compare() {
    const confirmed = [...this.ledger].filter(([, fate]) => fate === "confirmed").map(([id]) => id);
    let at = 0;
    const look = async () => {
      while (at < confirmed.length) {
        const id = confirmed[(at += 1) - 1];
        const { data } = await this.get(`/api/v1/events?message_id=${id}`);
        assert.equal(data.length, 1, `${id} was confirmed and is there ${data.length} times`);
      }
    };
    await Promise.all(Array.from({ length: 16 }, look));
    const seen = new Map();
    for (let after = ""; after !== null; ) {
      const page = await this.get(`/api/v1/touchpoints${after && `?after=${encodeURIComponent(after)}`}`);
      for (const one of page.data) {
        if (one.source === "kill") seen.set(one.event_id, (seen.get(one.event_id) ?? 0) + 1);
      }
      after = page.paging?.next?.after ?? null;
    }
    for (const id of confirmed) assert.equal(seen.get(id), 1, `${id} is on the timeline ${seen.get(id) ?? 0} times`);
    for (const [id, times] of seen) assert.ok(this.ledger.has(id) && times === 1, `${id} is on the timeline ${times} times`);
    return confirmed.length;
  }

  async finish() {
    this.child?.kill("SIGKILL");
    await this.ended;
  }
}

const scenes = {
  async kill(rig) {
    for (let cycle = 0; cycle < Number(given.cycles); cycle += 1) {
      const stop = rig.load();
      await sleep(between(50, 500));
      await rig.kill();
      await stop();
      await rig.start();
    }
    return `${given.cycles} kills`;
  },

  async stop(rig) {
    for (let cycle = 0; cycle < Number(given.cycles); cycle += 1) {
      const stop = rig.load();
      await sleep(between(50, 300));
      rig.child.kill("SIGSTOP");
      await sleep(between(100, 1500));
      if (cycle % 2) await rig.kill();
      else rig.child.kill("SIGCONT");
      await stop();
      if (cycle % 2) await rig.start();
    }
    return `${given.cycles} times frozen, every second time killed while frozen`;
  },

  async clock(rig) {
    for (const jump of ["+1h", "-1h", "+0", "-1h", "+1h", "+0"]) {
      const stop = rig.load();
      await sleep(300);
      await writeFile(rig.environment.FAKETIME_TIMESTAMP_FILE, jump);
      await sleep(500);
      const seen = await rig.clock();
      assert.ok(Math.abs(seen - parseInt(jump, 10)) < 0.1, `the server's clock is ${seen} h ahead, not ${jump}`);
      await stop();
    }
    return "the clock jumped an hour ahead and back";
  },

  async disk(rig) {
    const stop = rig.load();
    const until = Date.now() + 120000;
    while (!rig.refusals.size && Date.now() < until) await sleep(50);
    await sleep(1000);
    const refused = JSON.stringify([...rig.refusals]);
    assert.ok(rig.refusals.has(503), `the full disk is said with 503: ${refused}`);
    execFileSync("mount", ["-o", "remount,size=400m", rig.data]);
    const before = [...rig.ledger.values()].filter((fate) => fate === "confirmed").length;
    await sleep(1500);
    await stop();
    const after = [...rig.ledger.values()].filter((fate) => fate === "confirmed").length;
    assert.ok(after > before, "it goes on when there is room again");
    await rig.kill();
    await rig.start();
    return `the disk was full (${refused})`;
  },

  async postgres(rig) {
    const folder = decodeURIComponent(given.database.match(/@([^/]+)\//)[1]);
    const bin = execFileSync("bash", ["-c", "ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1"]).toString().trim();
    const user = process.getuid() === 0 ? ["runuser", "-u", "postgres", "--"] : [];
    const [command, ...words] = [...user, `${bin}/pg_ctl`, "restart", "-D", `${folder}/data`, "-m", "immediate", "-s", "-w", "-l", `${folder}/data/log`];
    for (let cycle = 0; cycle < Math.min(Number(given.cycles), 10); cycle += 1) {
      const stop = rig.load();
      await sleep(between(200, 500));
      await run(command, words, { cwd: "/" });
      await sleep(1000);
      await stop();
    }
    return `PostgreSQL died ${Math.min(Number(given.cycles), 10)} times`;
  },
};

const data = await mkdtemp(join(tmpdir(), "unisono-kill-"));
const environment = {};
if (given.scene === "clock") {
  if (!FAKETIME) {
    console.log("note: kill harness: no clock jumps without Debian's package libfaketime");
    process.exit(0);
  }
  environment.LD_PRELOAD = FAKETIME;
  environment.FAKETIME_NO_CACHE = "1";
  environment.FAKETIME_DONT_FAKE_MONOTONIC = "1";
  environment.FAKETIME_TIMESTAMP_FILE = `${data}.time`;
  await writeFile(`${data}.time`, "+0");
}
if (given.scene === "disk") {
  if (process.getuid() !== 0 || given.database) {
    console.log("note: kill harness: the full disk needs root and the embedded database");
    process.exit(0);
  }
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=16m", "tmpfs", data]);
}
const rig = new Rig(data, given.database, environment);
try {
  await rig.begin();
  const did = await scenes[given.scene](rig);
  const confirmed = await rig.compare();
  const engine = given.database ? "PostgreSQL" : "SQLite";
  console.log(`sdks: ${engine}: ${did}; ${confirmed} confirmed events of ${rig.ledger.size}, each there once (seed ${given.seed})`);
} finally {
  await rig.finish();
  if (given.scene === "disk") execFileSync("umount", [data]);
  await rm(data, { recursive: true, force: true });
  await rm(`${data}.time`, { force: true });
}
