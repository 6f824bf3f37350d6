// Where things are: the program under test, its data, the screenshots.

import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
export const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
export const folder = join(target, "check", "browser");
export const screenshots = join(target, "screenshots");

// The program that the tests have just built, unless another one is named.
export function program() {
  const path = process.env.UNISONO_BIN ?? join(target, "debug", "unisono");
  if (!existsSync(path)) throw new Error(`${path} is missing: cargo build --bin unisono`);
  return path;
}
