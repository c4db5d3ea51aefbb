// What the tablet holds and what the server says, made one. An answer that has not left yet ("waiting") is never written over.

export function tapped(visit, number, given, mark) {
  const before = visit.answers[number];
  visit.answers[number] = {
    value: given.value, points: given.points ?? null, comment: given.comment ?? before?.comment ?? "", revision: before?.revision ?? 0,
    other: given.settles ? null : before?.other ?? null, mark, waiting: true, settles: given.settles === true,
  };
}

export function factsTapped(visit, facts, mark, settles = false) {
  visit.facts = facts;
  visit.factsWaiting = { mark, settles };
  if (settles) visit.facts_other = null;
}

// A visit that the server tells, laid over the one that is held; `sent` are the marks that this answer acknowledges.
export function merged(held, told, sent = new Set()) {
  if (!held) return { ...told };
  const answers = { ...told.answers };
  for (const [number, mine] of Object.entries(held.answers)) if (mine.waiting && !sent.has(mine.mark)) answers[number] = { ...mine, revision: mine.revision };
  const facts = held.factsWaiting && !sent.has(held.factsWaiting.mark);
  return {
    ...told, measures: told.measures ?? held.measures, answers, ended: held.ended,
    facts: facts ? held.facts : told.facts, factsWaiting: facts ? held.factsWaiting : null,
  };
}

export function leaving(visit) {
  const answers = Object.entries(visit.answers).filter(([, one]) => one.waiting).map(([number, one]) => ({
    number: Number(number), value: one.value, points: one.points, comment: one.comment, base: one.revision, mark: one.mark, settles: one.settles,
  }));
  const facts = visit.factsWaiting
    ? { facts: visit.facts, base: visit.facts_revision, mark: visit.factsWaiting.mark, settles: visit.factsWaiting.settles }
    : null;
  return { answers, facts };
}

export const waitingCount = (visit) => Object.values(visit.answers).filter((one) => one.waiting).length + (visit.factsWaiting ? 1 : 0);

// The visit as score.js takes it.
export function scored(visit) {
  const answers = {};
  const apart = [];
  for (const [number, one] of Object.entries(visit.answers)) {
    if (one.value === "na") apart.push(Number(number));
    else answers[number] = one.points ?? 0;
  }
  const { persons, floor, altitude, circumstances, prerequisite } = visit.facts;
  return { persons: persons || 1, floor: floor ?? 0, altitude: altitude ?? null, circumstances: circumstances ?? [], prerequisite: prerequisite ?? null, answers, apart };
}
