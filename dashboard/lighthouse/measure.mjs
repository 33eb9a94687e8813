// Measures pages of the program: node measure.mjs ../../bin/wsiswatch / /p/12
// Prints the median of five runs for each page, on a slow telephone and on a
// desktop, and fails below the floor. The index says how fast the machine is:
// Lighthouse makes a telephone of it by slowing it down to a quarter, which for
// an index under 1,000 is a slower one than it means.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import * as chromeLauncher from "chrome-launcher";
import lighthouse, { desktopConfig } from "lighthouse";

const [program, ...pages] = process.argv.slice(2);
const runs = 5;
const floor = 95;
const categories = ["performance", "accessibility", "best-practices"];

// serve starts the program on a database of its own and gives its address.
async function serve(folder) {
  const args = ["serve", "--offline", "--listen", "127.0.0.1:0", "--db", join(folder, "measured.db")];
  const running = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of createInterface(running.stdout)) {
    const said = line.match(/wsiswatch is at (.*)\/$/);
    if (said) return { running, base: said[1] };
  }
  throw new Error(`${program} ended before it told its address`);
}

const folder = await mkdtemp(join(tmpdir(), "wsiswatch-lighthouse-"));
const { running, base } = await serve(folder);
const chrome = await chromeLauncher.launch({
  chromePath: process.env.CHROME_PATH ?? "/usr/bin/chromium",
  chromeFlags: [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
  ],
});

function median(list) {
  return list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
}

let low = 0;
for (const form of ["mobile", "desktop"]) {
  for (const page of pages) {
    const scores = Object.fromEntries(categories.map((c) => [c, []]));
    const faults = new Set();
    const indexes = [];
    await (await fetch(base + page)).arrayBuffer(); // the server makes a page when it is first asked for, and keeps it
    for (let i = 0; i < runs; i++) {
      const config = form === "desktop" ? desktopConfig : undefined;
      const result = await lighthouse(base + page, { port: chrome.port, onlyCategories: categories, logLevel: "error" }, config);
      indexes.push(Math.round(result.lhr.environment.benchmarkIndex));
      for (const c of categories) {
        scores[c].push(Math.round(result.lhr.categories[c].score * 100));
        for (const ref of result.lhr.categories[c].auditRefs) {
          const audit = result.lhr.audits[ref.id];
          if (ref.weight > 0 && audit.score !== null && audit.score < 0.9) faults.add(`${ref.id} ${audit.displayValue ?? ""}`.trim());
        }
      }
    }
    const line = categories.map((c) => `${c} ${median(scores[c])}`).join(", ");
    console.log(`${form} ${page}: ${line}, machine index ${median(indexes)}${faults.size ? `; below 90: ${[...faults].join("; ")}` : ""}`);
    if (categories.some((c) => median(scores[c]) < floor)) low++;
  }
}
await chrome.kill();
running.kill("SIGTERM");
await rm(folder, { recursive: true });
process.exit(low ? 1 : 0);
