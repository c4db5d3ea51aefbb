// The decision of a visit, as buron/lodging/ranking/score.py takes it: a test compares the two on random visits. Whole numbers
// only: thresholds are kept in hundredths of a point, so that nothing is lost to a fraction.

const DECLARED = new Set(["no_network", "building", "climate", "no_living_room", "studio", "no_parking", "no_sport", "no_sorting", "no_lift"]);
const PERSONS = { persons_below_2: 2, persons_below_4: 4, persons_below_6: 6 };
const LIFT_FROM = { lift_3: 3, lift_4: 4 };
const HIGH_MOUNTAIN = 1000;
const SURFACE_BONUS = 2;

// A visit: { persons, floor, altitude (null: unknown), circumstances: [], prerequisite (null: unknown), answers: { number:
// points }, apart: [numbers set aside] }.
export function statusOf(criterion, stars, visit) {
  let status = criterion.statuses[stars - 1];
  if (visit.apart.includes(criterion.number)) return "-";
  for (const circumstance of criterion.unless) {
    if (status === "-") return status;
    if (circumstance in LIFT_FROM) status = lift(status, visit.floor, LIFT_FROM[circumstance]);
    else if (holds(circumstance, stars, visit)) return "-";
  }
  return status;
}

function holds(circumstance, stars, visit) {
  if (DECLARED.has(circumstance)) return visit.circumstances.includes(circumstance);
  if (circumstance in PERSONS) return visit.persons < PERSONS[circumstance];
  if (circumstance === "second_bathroom") return visit.persons < (stars === 5 ? 5 : 7);
  return visit.altitude !== null && visit.altitude > HIGH_MOUNTAIN;
}

function lift(status, floor, from) {
  if (status !== "X" || floor >= from) return status;
  return floor <= 0 ? "-" : "O";
}

const sum = (numbers) => numbers.reduce((total, one) => total + one, 0);

export function score(visit, stars, grid) {
  const statuses = grid.sections.flatMap((section) => section.criteria.map((one) => [one, statusOf(one, stars, visit)]));
  const having = (letters) => statuses.filter(([, status]) => letters.includes(status)).map(([one]) => one);
  const got = (one) => visit.answers[one.number] ?? 0;
  const worth = (one) => (one.number === SURFACE_BONUS && grid.parameters.surface_bonus_counts === "obtained" ? got(one) : one.points);
  const rounded = (hundredths) => (grid.parameters.rounding === "up" ? Math.ceil(hundredths / 100) * 100 : hundredths);
  const [asked, cleanliness, offered] = [having("XC"), having("C"), having("O")];
  const counted = grid.parameters.obligatory_includes_onc === "yes" ? asked : asked.filter((one) => !cleanliness.includes(one));
  const obligatory = sum(counted.map((one) => one.points));
  const obligatoryGot = sum(counted.map(got));
  const optional = sum(offered.map(worth));
  const optionalGot = sum(offered.map(got));
  const lost = obligatory - obligatoryGot;
  const threshold = rounded(obligatory * grid.percent);
  const quota = rounded(optional * grid.quotas[stars - 1]);
  const needed = quota + grid.compensation * lost * 100;
  const obligatoryShort = Math.max(0, Math.ceil(threshold / 100) - obligatoryGot);
  const optionalShort = Math.max(0, Math.ceil(needed / 100) - optionalGot);
  const blocking = cleanliness.filter((one) => !got(one));
  const prerequisite = visit.prerequisite !== false;
  return {
    stars, obligatory, obligatoryGot, optional, optionalGot, lost, threshold, quota, needed, obligatoryShort, optionalShort, prerequisite, blocking,
    missing: asked.filter((one) => !got(one)),
    unseen: [...asked, ...offered].filter((one) => !(one.number in visit.answers)),
    granted: prerequisite && !blocking.length && !obligatoryShort && !optionalShort,
  };
}

export function reachable(visit, grid) {
  for (let stars = 5; stars > 0; stars -= 1) {
    const found = score(visit, stars, grid);
    if (found.granted) return found;
  }
  return null;
}
