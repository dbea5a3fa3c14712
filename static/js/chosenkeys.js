/** The command of a key, as the person has chosen them (`data-keys`; annotator/keys.py): a capital is pressed
    with Shift, and means the small letter where nothing has the capital. */
export function commandsByKey({ dataset }) {
  const chosen = Object.entries(JSON.parse(dataset.keys));
  const commands = new Map(chosen.map(([command, key]) => [key, command]));
  return (key) => commands.get(key) ?? commands.get(key.toLowerCase());
}

const SIGNS = { Comma: ",", Period: ".", Slash: "/", Semicolon: ";", Equal: "=", Minus: "-" };
const inCase = (letter, isCapital) => (isCapital ? letter.toUpperCase() : letter.toLowerCase());

/** What a key may mean: what it writes (a capital only with Shift, whatever CapsLock says), and on a keyboard that
    writes another script, or its digits with Shift, what stands at its place on others. */
export function meaningsOf({ key, code = "", shiftKey }) {
  if (/^[a-z]$/i.test(key)) return [inCase(key, shiftKey)];
  const [, letter, digit] = code.match(/^(?:Key(.)|Digit(.))$/) ?? [];
  if (digit) return shiftKey || key === digit ? [key] : [key, digit];
  const isOther = /^[^\0-\x7f]$/.test(key);
  const meant = isOther && (letter ? inCase(letter, shiftKey) : SIGNS[code]);
  return meant ? [key, meant] : [key];
}
