// The server under test: demo data, a free port, a log that is looked at in the end.

import { execFile, spawn } from "node:child_process";
import { createWriteStream, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { folder, program } from "./places.mjs";

const run = promisify(execFile);
const data = join(folder, "data");
const log = join(folder, "server.log");

// Runs a command of the program and answers its JSON.
export async function command(...words) {
  const { stdout } = await run(program(), words, { maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(stdout);
}

// A command on the data of the server.
export const onData = (first, second, ...words) =>
  command(first, second, "--data", data, "--json", ...words);

export async function start() {
  const began = Date.now();
  await run(program(), ["demo", "--data", data], { maxBuffer: 64 * 1024 * 1024 });
  console.log(`note: demo company in ${((Date.now() - began) / 1000).toFixed(1)} s`);
  const server = spawn(program(), ["serve", "--data", data, "--listen", "127.0.0.1:0"], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, NO_COLOR: "1" },
  });
  const file = createWriteStream(log);
  server.stderr.pipe(file);
  const base = await address(server);
  const ended = new Promise((resolve) => server.once("exit", resolve));
  return {
    base,
    data,
    pid: server.pid,
    async faults() {
      if (server.exitCode !== null) return [`the server ended with ${server.exitCode}`];
      const lines = readFileSync(log, "utf8").split("\n");
      return lines.filter((line) => / ERROR |panicked/.test(line)).slice(0, 20);
    },
    async stop() {
      server.kill("SIGTERM");
      const timer = setTimeout(() => server.kill("SIGKILL"), 5000);
      await ended;
      clearTimeout(timer);
      file.end();
    },
  };
}

// The address that the server says it listens on.
function address(server) {
  return new Promise((resolve, reject) => {
    let seen = "";
    server.stderr.on("data", (chunk) => {
      seen += chunk;
      const found = seen.replace(/\u001b\[[0-9;]*m/g, "").match(/listening on (http:\/\/\S+)/);
      if (found) resolve(found[1]);
    });
    server.once("exit", (code) => reject(new Error(`the server ended with ${code}: ${seen}`)));
    setTimeout(() => reject(new Error(`the server does not listen: ${seen}`)), 60_000).unref();
  });
}
