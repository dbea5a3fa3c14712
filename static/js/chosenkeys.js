/** The command of a key, as the person has chosen them (`data-keys`; annotator/keys.py): a capital is pressed
    with Shift, and means the small letter where nothing has the capital. */
export function commandsByKey({ dataset }) {
  const chosen = Object.entries(JSON.parse(dataset.keys));
  const commands = new Map(chosen.map(([command, key]) => [key, command]));
  return (key) => commands.get(key) ?? commands.get(key.toLowerCase());
}

const SIGNS = { Comma: ",", Period: ".", Slash: "/", Semicolon: ";", Equal: "=", Minus: "-" };
const isLatin = (letter) => /^\p{Script=Latin}$/u.test(letter);
const inCase = (letter, isCapital) => (isCapital ? letter.toUpperCase() : letter.toLowerCase());

/** What a key may mean: what it writes (a capital only with Shift, whatever CapsLock says), and on a keyboard that
    writes another script, or its digits with Shift, what stands at its place on others. With AltGr it writes a sign
    that has no such place; and what writes Latin letters writes our signs too, elsewhere. */
export function meaningsOf(event) {
  const { key, code = "", shiftKey } = event;
  if (event.getModifierState("AltGraph")) return [key];
  if (/^[a-z]$/i.test(key)) return [inCase(key, shiftKey)];
  const [, letter, digit] = code.match(/^(?:Key(.)|Digit(.))$/) ?? [];
  if (digit) return shiftKey || key === digit ? [key] : [key, digit];
  const isOther = /^[^\0-\x7f]$/.test(key);
  const meant = isOther && (letter ? inCase(letter, shiftKey) : !isLatin(key) && SIGNS[code]);
  return meant ? [key, meant] : [key];
}

// Three kinds of keys no page of ours may take. What an input method composes (Japanese, Chinese, an accent) is its
// own: Enter and digits choose there. Who holds a key means it for where it was pressed first, not for the field
// that it opened. And a person may have switched off those of one character, but where a form has its own.
let pressed = null;
const pass = (event) => {
  const { key, isComposing, keyCode, repeat, target } = event;
  if (!repeat) pressed = target;
  const isCharacter = key.length === 1;
  const isStray = repeat && pressed !== target && (isCharacter || key === "Enter");
  if (isStray) event.preventDefault();
  const isOff = isCharacter && document.documentElement.dataset.letters && !event.ctrlKey && !event.metaKey;
  if (isStray || (isOff && !target.closest("#claim-form, #link-form")) || isComposing || keyCode === 229) event.stopImmediatePropagation();
};
addEventListener("keydown", pass, { capture: true });
