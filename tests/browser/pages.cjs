// Usage: node pages.cjs CHROMIUM REPORT_DIR: opens report.html and safety.html as readers do, and lists what is wrong with them.
const fs = require("node:fs");
const path = require("node:path");
const { chromium } = require("playwright-core");

const [browserPath, folder] = process.argv.slice(2);
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const problems = [];
const say = (page, text) => problems.push(`${page}: ${text}`);

// The results of the cohort report end within this height at 1280 px, and print on this number of A4 pages.
const TALLEST = 12000;
const MOST_PAGES = 12;
const SMALLEST_ON_PHONE = 9;

/** What a page holds in its own coordinates. Run in the page: it sees nothing outside of itself. */
function measured() {
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const box = node.parentElement.getBoundingClientRect();
    if (!node.textContent.trim() || box.width === 0) continue;
    const svg = node.parentElement.closest("svg");
    const scale = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
    texts.push([parseFloat(getComputedStyle(node.parentElement).fontSize) * scale, node.textContent.trim().slice(0, 40)]);
  }
  const links = [...document.querySelectorAll("a[href^='#']")].map((a) => a.getAttribute("href").slice(1));
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  const parts = [...document.querySelectorAll("figure, div.table")];
  const methods = document.getElementById("methods");
  return {
    sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    smallest: texts.sort((a, b) => a[0] - b[0])[0],
    dead: links.filter((id) => !document.getElementById(id)),
    twice: ids.filter((id, index) => ids.indexOf(id) !== index),
    unnumbered: parts.filter((part) => !part.id || !/^(Table|Figure) [SA]?\d+\. /.test(part.textContent.trim())).map((part) => part.id),
    end: methods && methods.getBoundingClientRect().top + scrollY,
  };
}

async function open(browser, file, width, colorScheme) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, bypassCSP: false });
  const page = await context.newPage();
  const name = `${path.basename(file)} at ${width} px, ${colorScheme}`;
  page.on("request", (request) => {
    if (request.url() !== `file://${file}`) say(name, `it fetches ${request.url()}`);
  });
  page.on("console", (message) => {
    if (message.type() === "error") say(name, message.text());
  });
  page.on("pageerror", (error) => say(name, error.message));
  await page.goto(`file://${file}`);
  return { page, name };
}

async function check(browser, file, width, colorScheme) {
  const { page, name } = await open(browser, file, width, colorScheme);
  const found = await page.evaluate(measured);
  if (found.sideways > 0) say(name, `the page scrolls ${found.sideways} px sideways`);
  if (found.dead.length) say(name, `links without a target: ${found.dead.join(", ")}`);
  if (found.twice.length) say(name, `an id twice: ${found.twice.join(", ")}`);
  if (found.unnumbered.length) say(name, `without a number: ${found.unnumbered.join(", ")}`);
  if (width === 390 && found.smallest[0] < SMALLEST_ON_PHONE) say(name, `${found.smallest[0].toFixed(1)} px: ${found.smallest[1]}`);
  if (width === 1280 && found.end > TALLEST) say(name, `the results end at ${found.end} px`);
  // Axe sees what is open: everything, in this second look.
  for (const all of [false, true]) {
    if (all) await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
    // The script runs in the page by the debugger's protocol, which the page's policy does not concern.
    await page.evaluate(axe);
    const { violations, passes } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations", "passes"] }));
    if (passes.length < 20) say(name, `axe looked at ${passes.length} rules alone`);
    for (const violation of violations) {
      say(name, `${all ? "all open, " : ""}axe ${violation.id}: ${violation.nodes.length}, first ${violation.nodes[0].html.slice(0, 160)}`);
    }
  }
  await page.context().close();
}

/** The pages of a PDF, counted by their objects. */
async function printed(browser, file, most, format) {
  const { page, name } = await open(browser, file, 1280, "dark");
  const pdf = await page.pdf({ format, preferCSSPageSize: format === "A4" });
  const n = (pdf.toString("latin1").match(/\/Type \/Page\b(?!s)/g) || []).length;
  if (n < 1 || n > most) say(name, `${n} printed pages of ${format}`);
  await page.context().close();
}

(async () => {
  const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] });
  for (const file of ["report.html", "safety.html"].map((name) => path.join(folder, name))) {
    for (const width of [1280, 390]) {
      for (const colorScheme of ["light", "dark"]) await check(browser, file, width, colorScheme);
    }
  }
  await printed(browser, path.join(folder, "report.html"), MOST_PAGES, "A4");
  for (const format of ["A4", "Letter"]) await printed(browser, path.join(folder, "safety.html"), 1, format);
  await browser.close();
  for (const problem of problems) console.error(problem);
  console.log(`tests/browser: ${problems.length} problem${problems.length === 1 ? "" : "s"}`);
  process.exit(problems.length ? 1 : 0);
})();
