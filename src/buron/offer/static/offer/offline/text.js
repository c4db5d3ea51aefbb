// Folding of words, the same as the server's (buron.offer.search.text): lower case, no accents, "œ" as "oe", what is
// neither letter nor digit is a space, the final "s" or "x" of a word is dropped.

const LIGATURES = { "œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d" };

export const STOP_WORDS = new Set(`
  a ai au aux avec c ce ces cet cett cette chez d dan dans de des du e elle en est et etre il ils j je l la
  le les leur leurs lui m ma mai mais me mes mon n ne no nos notre nou nous on ont ou pa par pas plu plus
  pour qu que qui s sa san sans se ses si so son sont sou sous sur t ta te tes ton tou tout toute tres tu un
  une vo vos votre vou vous y and for in of the to with
`.trim().split(/\s+/));

export function fold(text) {
  return text.toLowerCase().replace(/[œæßøłđ]/g, (letter) => LIGATURES[letter])
    .normalize("NFKD").replace(/[\u0300-\u036f]/g, "").replace(/[^a-z0-9]/g, " ");
}

export const words = (text) => fold(text).split(" ").filter(Boolean);

export const stem = (word) => word.replace(/[sx]$/, "") || word;
