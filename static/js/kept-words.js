// Copies of what was typed, on this machine and only until the server has it. Phones and laptops are shared: a copy
// belongs to the account that typed it, and goes when that account signs out or another one signs in.
const PREFIX = "chua-gui";
const LEFT_OVERS = ["bao-cao ", "bien-ban "]; // copies of a portal that did not say whose they are
const account = document.querySelector("meta[name=account]")?.content || "";
const own = `${PREFIX} ${account} `;

const names = () => {
  try {
    return Object.keys(localStorage);
  } catch {
    return []; // a browser that keeps nothing
  }
};
const drop = (gone) => names().filter(gone).forEach((name) => localStorage.removeItem(name));
const isCopy = (name) => [`${PREFIX} `, ...LEFT_OVERS].some((start) => name.startsWith(start));

export const forgetAll = () => drop(isCopy);
export const forgetOthers = () => drop((name) => isCopy(name) && !name.startsWith(own));

export class KeptWords {
  // `paper` names what is written: "bao-cao 12".
  constructor(paper) {
    this.start = `${own}${paper} `;
  }
  keep(part, words) {
    try {
      localStorage.setItem(this.start + part, JSON.stringify(words));
      return true;
    } catch {
      return false;
    }
  }
  recall(part) {
    try {
      return JSON.parse(localStorage.getItem(this.start + part));
    } catch {
      return null;
    }
  }
  forget(part) {
    drop((name) => name === this.start + part);
  }
  // Copies of parts that are on the paper no more, such as of a question that went the sealed way.
  purge(known) {
    drop((name) => name.startsWith(this.start) && !known.includes(name.slice(this.start.length)));
  }
}
