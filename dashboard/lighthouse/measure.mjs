// Measures pages of a running site: node measure.mjs http://127.0.0.1:8080 / /p/9
// Prints the median of five runs for each page, and fails below the floor.
import * as chromeLauncher from "chrome-launcher";
import lighthouse from "lighthouse";

const [base, ...pages] = process.argv.slice(2);
const runs = 5;
const floor = 95;
const categories = ["performance", "accessibility", "best-practices"];

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
    for (let i = 0; i < runs; i++) {
      const config = form === "desktop" ? (await import("lighthouse/core/config/desktop-config.js")).default : undefined;
      const result = await lighthouse(base + page, { port: chrome.port, onlyCategories: categories, logLevel: "error" }, config);
      for (const c of categories) {
        scores[c].push(Math.round(result.lhr.categories[c].score * 100));
        for (const ref of result.lhr.categories[c].auditRefs) {
          const audit = result.lhr.audits[ref.id];
          if (ref.weight > 0 && audit.score !== null && audit.score < 0.9) faults.add(`${ref.id} ${audit.displayValue ?? ""}`.trim());
        }
      }
    }
    const line = categories.map((c) => `${c} ${median(scores[c])}`).join(", ");
    console.log(`${form} ${page}: ${line}${faults.size ? `; below 90: ${[...faults].join("; ")}` : ""}`);
    if (categories.some((c) => median(scores[c]) < floor)) low++;
  }
}
await chrome.kill();
process.exit(low ? 1 : 0);
