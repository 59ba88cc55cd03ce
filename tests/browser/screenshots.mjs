// All images of the documentation, made again from the demo by one command:
//
//   node tests/browser/screenshots.mjs            those that README.md and docs/guides show, into docs/screenshots
//   node tests/browser/screenshots.mjs classe …   only these
//   node tests/browser/screenshots.mjs --all      every desk (elsewhere: REGISTRO_SCREENSHOTS=folder)
//
// A guide that shows an image which no desk makes is an error.

import { mkdir, readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { DESKS, READERS, open } from "./desks.mjs";
import { startDemo } from "./harness.mjs";

const REPOSITORY = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const INTO = path.resolve(process.env.REGISTRO_SCREENSHOTS || path.join(REPOSITORY, "docs/screenshots"));

/** A laptop's window; the family reads on a phone. */
const LAPTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
const sizeOf = (who) => (who && /Genitor/.test(who.source) ? PHONE : LAPTOP);
/** Of a long page, what comes first. */
const TALLEST = 1_700;

/** The images that the guides show. */
async function shown() {
  const guides = (await readdir(path.join(REPOSITORY, "docs/guides"))).filter((name) => name.endsWith(".md"));
  const files = ["README.md", ...guides.map((name) => `docs/guides/${name}`)];
  const texts = await Promise.all(files.map((file) => readFile(path.join(REPOSITORY, file), "utf8")));
  return new Set(texts.flatMap((text) => [...text.matchAll(/screenshots\/([a-z0-9-]+)\.png/g)].map(([, name]) => name)));
}

const typed = process.argv.slice(2);
const known = DESKS.map((desk) => desk.name);
const wanted = typed.includes("--all") ? known : typed.length ? typed : [...(await shown())];
const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length) {
  console.error(`no desk is called ${unknown.join(", ")}; there are ${known.join(", ")}`);
  process.exit(2);
}

const demo = await startDemo();
try {
  await mkdir(INTO, { recursive: true });
  for (const who of READERS) {
    const desks = DESKS.filter((desk) => desk.who === who && wanted.includes(desk.name));
    if (!desks.length) continue;
    const size = sizeOf(who);
    const ends = [];
    const page = who
      ? await demo.signedIn({ after: (end) => ends.push(end) }, who, { viewport: size })
      : await demo.newPage({ viewport: size });
    const done = new Set();
    for (const desk of desks) {
      await page.setViewportSize(size);
      await open(demo, page, desk, done);
      const tall = await page.evaluate(() => document.documentElement.scrollHeight);
      await page.setViewportSize({ ...size, height: Math.min(Math.max(tall, size.height), TALLEST) });
      const file = path.join(INTO, `${desk.name}.png`);
      await page.screenshot({ path: file });
      console.log(file);
    }
    for (const end of ends) await end();
  }
} finally {
  await demo.stop();
}
