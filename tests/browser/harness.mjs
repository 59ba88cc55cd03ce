// The demo server and a browser for the tests of the pages.
//
//   const demo = await startDemo();
//   after(() => demo.stop());
//   const page = await demo.newPage();
//   await page.goto(`${demo.base}/`);
//   await axe(page);
//   await demo.screenshot(page, "home");

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, rename, rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { AxeBuilder } from "@axe-core/playwright";
import { chromium } from "playwright-core";

const REPOSITORY = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const LISTENING = /^registro in ascolto su (http:\/\/127\.0\.0\.1:\d+)/;
const START_LIMIT_MS = 180_000;
const STOP_LIMIT_MS = 10_000;

const CHROMIUM = "/usr/bin/chromium";
const CHROMIUM_FLAGS = [
  "--no-sandbox", // The tests may run as root.
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const DEMO = ["serve", "--demo", "--listen", "127.0.0.1:0", "--log", "sqlite://demo.db"];

/** A demo of its own, with a browser: both end with `stop`, or with the process. */
export async function startDemo() {
  const run = await startBrowser();
  try {
    await cp(await simulated(), run.dir, { recursive: true });
    await run.serve(DEMO);
  } catch (error) {
    await run.stop();
    throw error;
  }
  return run;
}

/** The folder with the demo's year, simulated once a day for all that start one: the same program makes the same year. */
async function simulated() {
  const { mtimeMs, size } = await stat(binary());
  const day = new Date().toISOString().slice(0, 10);
  const folder = path.join(tmpdir(), `registro-demo-${day}-${size}-${Math.round(mtimeMs)}`);
  if (await stat(folder).catch(() => null)) return folder;
  const making = await mkdtemp(path.join(tmpdir(), "registro-demo-making-"));
  await (await startServer(making, DEMO)).stop();
  // Another may have been faster.
  await rename(making, folder).catch(() => rm(making, { recursive: true }));
  return folder;
}

/** A browser with a directory of its own, in which `serve` starts the server under test. */
export async function startBrowser() {
  const dir = await mkdtemp(path.join(tmpdir(), "registro-browser-"));
  let server;
  let browser;

  const stop = async () => {
    await browser?.close();
    await server?.stop();
    await rm(dir, { recursive: true, force: true });
  };

  try {
    browser = await chromium.launch({ executablePath: CHROMIUM, headless: true, args: CHROMIUM_FLAGS });
  } catch (error) {
    await stop();
    throw error;
  }

  return {
    dir,
    browser,
    stop,
    /** Starts the server; `base` is then its address. */
    async serve(args) {
      server = await startServer(dir, args);
      this.base = server.base;
    },
    /** A page in a session of its own, as a person in Italy sees it. */
    async newPage(options = {}) {
      const context = await browser.newContext({ locale: "it-IT", timezoneId: "Europe/Rome", ...options });
      return context.newPage();
    },
    /** A page of the first person under a heading of the ways in; it closes with the test. */
    async signedIn(t, heading, options) {
      const page = await this.newPage(options);
      t.after(() => page.context().close());
      await page.goto(`${this.base}/accesso`);
      await page.getByRole("region", { name: heading }).getByRole("button").first().click();
      await page.waitForLoadState();
      return page;
    },
    /** The whole page as a PNG, in REGISTRO_SCREENSHOTS or in the directory of this run. Returns its path. */
    async screenshot(page, name) {
      const into = path.resolve(process.env.REGISTRO_SCREENSHOTS || path.join(dir, "screenshots"));
      await mkdir(into, { recursive: true });
      const file = path.join(into, `${name}.png`);
      await page.screenshot({ path: file, fullPage: true });
      return file;
    },
  };
}

/** Fails on any violation of accessibility, and says which, where and how to mend it. */
export async function axe(page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const described = violations.map(({ id, impact, help, helpUrl, nodes }) => {
    const where = nodes.map(({ target, failureSummary }) => {
      const summary = (failureSummary ?? "").replaceAll("\n", "\n      ");
      return `    ${target.flat().join(" ")}\n      ${summary}`;
    });
    return `  ${id} (${impact}): ${help}\n    ${helpUrl}\n${where.join("\n")}`;
  });
  const message = `${page.url()} has ${violations.length} accessibility violation(s):\n${described.join("\n")}`;
  assert.equal(violations.length, 0, message);
}

/** A port that nobody listens on just now. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export function binary() {
  if (process.env.REGISTRO_BIN) return path.resolve(process.env.REGISTRO_BIN);
  const target = path.resolve(REPOSITORY, process.env.CARGO_TARGET_DIR || "target");
  return path.join(target, "release", "registro");
}

async function startServer(dir, args) {
  const child = spawn(binary(), args, { cwd: dir, stdio: ["ignore", "pipe", "pipe"] });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);

  let said = "";
  const note = (chunk) => {
    said = (said + chunk).slice(-20_000);
  };
  child.stderr.setEncoding("utf8").on("data", note);

  const closed = new Promise((resolve) => {
    child.once("close", resolve);
    child.once("error", resolve); // It never started.
  });
  const stop = async () => {
    child.kill("SIGTERM");
    const limit = setTimeout(kill, STOP_LIMIT_MS);
    await closed;
    clearTimeout(limit);
    process.removeListener("exit", kill);
  };

  let limit;
  try {
    const base = await new Promise((resolve, reject) => {
      const fail = (what) => reject(new Error(`${binary()} ${args.join(" ")}: ${what}\nIts standard error:\n${said}`));
      limit = setTimeout(() => fail(`not listening after ${START_LIMIT_MS / 1000} s`), START_LIMIT_MS);
      child.once("error", (error) => fail(error.message));
      child.once("close", (code, signal) => fail(`ended before listening (${signal ?? `exit ${code}`})`));
      // Reads to the end, so that the server never waits on a full pipe.
      createInterface({ input: child.stdout }).on("line", (line) => {
        const found = LISTENING.exec(line);
        if (found) resolve(found[1]);
      });
    });
    return { base, stop };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    clearTimeout(limit);
  }
}
