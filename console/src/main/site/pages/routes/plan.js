/** What a model of sluice.yaml means: targets in tiers, shares, states. Nothing here draws or asks. */

/** The strategies there are, and those that heed weights or prices. */
export const STRATEGIES = ['ordered', 'round-robin', 'weighted', 'least-busy', 'fastest', 'cheapest', 'sticky', 'random', 'parallel'];
export const heedsWeight = (strategy) => ['weighted', 'least-busy', 'sticky'].includes(strategy);

/**
 * @typedef {{key: number, provider?: string, model?: string, upstream_model?: string, parameters?: any, weight: number, tier: number, price?: any, rest: any, broken?: boolean}} Target
 * key: tells targets of one form apart, nothing else. broken: the form holds parameters that cannot be read.
 * @typedef {{id: string, model: string|null, state: 'ready'|'probing'|'out', reason: string|null, retry_in_ms: number}} Deployment
 * @typedef {{id: string, type: string, deployments: Deployment[]}} Provider
 * @typedef {{name: string, config: any, line: number}} Route
 */

let made = 0;

/** @param {any} raw a member of targets @returns {Target} */
export function target(raw = {}) {
  const { provider, model, upstream_model, parameters, weight, tier, price, ...rest } = raw;
  return { key: ++made, provider, model, upstream_model, parameters, weight: Number(weight) || 1, tier: Number(tier) || 1, price, rest };
}

/** The targets of a model, its own provider being the only one where it has no list. @param {any} config @returns {Target[]} */
export const targetsOf = (config) => (config.targets ?? [{ provider: config.provider, upstream_model: config.upstream_model, parameters: config.parameters }]).map(target);

/** Targets by tier, lowest first. @param {Target[]} targets @returns {Target[][]} */
export function tiersOf(targets) {
  const numbers = [...new Set(targets.map((one) => one.tier))].sort((a, b) => a - b);
  return numbers.map((number) => targets.filter((one) => one.tier === number));
}

/** Parts of 100 that targets of one tier get; they add up to 100. @param {Target[]} tier @returns {number[]} */
export function shares(tier) {
  const sum = tier.reduce((all, one) => all + one.weight, 0) || 1;
  const parts = tier.map((one) => Math.max(1, Math.round((one.weight / sum) * 100)));
  parts[parts.indexOf(Math.max(...parts))] += 100 - parts.reduce((a, b) => a + b, 0);
  return parts;
}

/** Gives one target of a tier a share of 100; the others divide the rest as they did before. @param {Target[]} tier @param {number} index @param {number} share @returns {number[]} weights */
export function withShare(tier, index, share) {
  const mine = Math.min(100 - (tier.length - 1), Math.max(1, share));
  const others = tier.reduce((all, one, i) => all + (i === index ? 0 : one.weight), 0);
  const parts = tier.map((one, i) => (i === index ? mine : Math.max(1, Math.round(((100 - mine) * one.weight) / others))));
  const largest = parts.reduce((best, part, i) => (i !== index && (best < 0 || part > parts[best]) ? i : best), -1);
  if (largest >= 0) parts[largest] += 100 - parts.reduce((a, b) => a + b, 0);
  return parts;
}

/** The smallest whole numbers of the same proportion: 75 and 25 are 3 and 1. @param {number[]} weights */
function reduced(weights) {
  const divisor = (a, b) => (b ? divisor(b, a % b) : a);
  const common = weights.reduce(divisor, 0) || 1;
  return weights.map((w) => w / common);
}

/** A target in a tier that is new to it: with the usual weight there, since weights mean something among their like only. @param {Target[]} tier @param {Target} one */
const among = (tier, one) => ({ ...one, weight: Math.max(1, Math.round(tier.reduce((sum, each) => sum + each.weight, 0) / (tier.length || 1))) });

/**
 * Moves a target one place up or down; at the edge of its tier into the next one, and from the last tier into a new one.
 * @param {Target[]} targets @param {number} key @param {-1|1} by @returns {Target[]}
 */
export function moved(targets, key, by) {
  const tiers = tiersOf(targets);
  const at = tiers.findIndex((tier) => tier.some((one) => one.key === key));
  const tier = tiers[at], index = tier.findIndex((one) => one.key === key);
  const [one] = tier.splice(index, 1);
  if (tier[by < 0 ? index - 1 : index]) tier.splice(index + by, 0, one);
  else if (tiers[at + by]) tiers[at + by].splice(by < 0 ? tiers[at + by].length : 0, 0, among(tiers[at + by], one));
  else if (tier.length) tiers.splice(by < 0 ? 0 : at + 1, 0, [one]);
  else tier.push(one);
  return numbered(tiers);
}

/** Puts a target before another one, or with `before` null at the end of a tier. @param {Target[]} targets @param {number} key @param {number|null} before @param {number} tier */
export function dropped(targets, key, before, tier) {
  if (key === before) return targets;
  const one = /** @type {Target} */ (targets.find((each) => each.key === key));
  const rest = targets.filter((each) => each.key !== key);
  const tiers = tiersOf(rest);
  const into = tiers.find((each) => each[0].tier === tier);
  if (!into) return numbered([...tiers, [one]]);
  into.splice(before === null ? into.length : into.findIndex((each) => each.key === before), 0, tier === one.tier ? one : among(into, one));
  return numbered(tiers);
}

/** A new target at the end of the last tier. @param {Target[]} targets @param {Target} one */
export function added(targets, one) {
  const last = tiersOf(targets).at(-1) ?? [];
  return [...targets, { ...among(last, one), tier: last[0]?.tier ?? 1 }];
}

/** Tiers with their numbers from 1 on, without empty ones. @param {Target[][]} tiers @returns {Target[]} */
export const numbered = (tiers) => tiers.filter((tier) => tier.length).flatMap((tier, i) => tier.map((one) => ({ ...one, tier: i + 1 })));

/** Leaves out what says nothing. @param {Record<string, any>} members */
const said = (members) => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== '' && value !== null && !(Array.isArray(value) && !value.length)));

/**
 * The members of a model for sluice.yaml: those of the form over those that the file had, so that nothing unknown is lost. One plain target
 * is written without a list, unless the file had one. @param {any} before @param {any} form @param {Target[]} targets
 */
export function members(before, form, targets) {
  const { provider, upstream_model, parameters, targets: listed, strategy, ...others } = before;
  const single = targets[0];
  const plain = targets.length === 1 && !listed && single.provider && !single.price;
  if (plain) return said({ ...others, ...form, strategy: undefined, provider: single.provider, upstream_model: single.upstream_model, parameters: single.parameters });
  const weighs = heedsWeight(form.strategy);
  const list = tiersOf(targets).flatMap((tier) => {
    const weights = reduced(tier.map((one) => one.weight));
    return tier.map((one, i) => said({ provider: one.provider, model: one.model, upstream_model: one.upstream_model, parameters: one.parameters,
      weight: (weighs ? weights[i] : one.weight) === 1 ? undefined : weighs ? weights[i] : one.weight, tier: one.tier === 1 ? undefined : one.tier, price: one.price, ...one.rest }));
  });
  return said({ ...others, ...form, strategy: form.strategy === 'ordered' && !strategy ? undefined : form.strategy, targets: list });
}

/** The route that serves a name: as listed, as an alias, else by the longest beginning that ends in *. @param {Route[]} routes @param {string} name */
export function serving(routes, name) {
  const names = routes.flatMap((route) => [route.name, ...(route.config.aliases ?? [])].map((one) => ({ route, one })));
  return (names.find((each) => each.one === name)
    ?? names.filter((each) => each.one.endsWith('*') && name.startsWith(each.one.slice(0, -1))).sort((a, b) => b.one.length - a.one.length)[0])?.route;
}

/** The deployments that a target leads to. @param {Target} one @param {string} name the model's @param {Provider[]} providers @returns {Deployment[]} */
export function deploymentsOf(one, name, providers) {
  const all = providers.find((each) => each.id === one.provider)?.deployments ?? [];
  const fits = all.filter((each) => each.model === (one.upstream_model ?? null));
  const own = fits.filter((each) => each.id.replace(/#\d+$/, '') === `${one.provider}/${name}`);
  return own.length ? own : fits;
}

const BEST = { ready: 3, probing: 2, unknown: 1, out: 0 };
const better = (a, b) => (BEST[a] >= BEST[b] ? a : b);

/** How a target is doing: as well as the best of its deployments. @returns {'ready'|'probing'|'out'|'unknown'} */
export function stateOf(/** @type {Target} */ one, /** @type {string} */ name, /** @type {Route[]} */ routes, /** @type {Provider[]} */ providers, seen = new Set()) {
  if (one.model) {
    const next = serving(routes, one.model);
    if (!next || seen.has(next.name)) return 'out';
    return routeState(next, routes, providers, new Set([...seen, next.name]));
  }
  if (providers.length && !providers.some((each) => each.id === one.provider)) return 'out';
  const found = deploymentsOf(one, name, providers);
  return found.length ? found.map((each) => each.state).reduce(better) : 'unknown';
}

/** How a model is doing: as well as the best of its targets. @returns {'ready'|'probing'|'out'|'unknown'} */
export const routeState = (/** @type {Route} */ route, /** @type {Route[]} */ routes, /** @type {Provider[]} */ providers, seen = new Set([route.name])) =>
  targetsOf(route.config).map((one) => stateOf(one, route.name, routes, providers, seen)).reduce(better, 'out');

/** The other models that lead to this one. @param {string} name @param {Route[]} routes */
export const usedBy = (name, routes) => routes.filter((route) => route.name !== name
  && (route.config.larger_model === name || (route.config.targets ?? []).some((one) => one.model === name))).map((route) => route.name);
