// Every desk looked at by pa11y, with both of its runners: axe and HTML_CodeSniffer, WCAG 2.1 AA.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import pa11y from "pa11y";

import { DESKS, READERS, open } from "./desks.mjs";
import { startDemo } from "./harness.mjs";

let demo;
before(async () => {
  demo = await startDemo();
});
after(() => demo?.stop());

/**
 * A page of ours as pa11y asks for one. It would start a browser of its own; what it asks of a page is little, and so the page
 * looked at is the one that is signed in.
 */
function asItsOwn(page) {
  return {
    on: (event, heard) => page.on(event, heard),
    off: (event, heard) => heard && page.off(event, heard),
    // The width and the browser's name are the test's.
    setViewport: async () => {},
    setUserAgent: async () => {},
    // A script that ends with a function would be called: it is only to be defined.
    evaluate: (what, argument) =>
      typeof what === "string" ? page.evaluate(`${what}\n;undefined`) : page.evaluate(what, argument),
  };
}

/** Fails on any error of either runner, and says which, where and what stands there. */
async function looked(page, name) {
  const { issues } = await pa11y(page.url(), {
    browser: {},
    page: asItsOwn(page),
    ignoreUrl: true,
    runners: ["axe", "htmlcs"],
    standard: "WCAG2AA",
    // What a runner cannot tell by itself, such as a contrast on a shaded edge, is no error of the page.
    levelCapWhenNeedsReview: "warning",
    timeout: 60_000,
  });
  const described = issues.map(
    ({ runner, code, message, selector, context }) => `  ${runner} ${code}\n    ${message}\n    ${selector}\n    ${context}`,
  );
  assert.equal(issues.length, 0, `${name}, ${page.url()}: ${issues.length} issue(s)\n${described.join("\n")}`);
}

for (const width of [1280, 360]) {
  for (const who of READERS) {
    test(`desks of ${who?.source ?? "nobody"} at ${width} px`, async (t) => {
      const options = { viewport: { width, height: 800 } };
      const page = who ? await demo.signedIn(t, who, options) : await demo.newPage(options);
      if (!who) t.after(() => page.context().close());
      const done = new Set();
      for (const desk of DESKS.filter((desk) => desk.who === who)) {
        await t.test(desk.name, async () => {
          await open(demo, page, desk, done);
          await looked(page, desk.name);
        });
      }
    });
  }
}
