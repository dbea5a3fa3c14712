/** The command of a key, as the person has chosen them (`data-keys`; annotator/keys.py): a capital is pressed
    with Shift, and means the small letter where nothing has the capital. */
export function commandsByKey({ dataset }) {
  const chosen = Object.entries(JSON.parse(dataset.keys));
  const commands = new Map(chosen.map(([command, key]) => [key, command]));
  return (key) => commands.get(key) ?? commands.get(key.toLowerCase());
}

/** What a key may mean: what it writes, and on a keyboard that writes another script (or its digits with Shift)
    the letter or digit of its place. */
export function meaningsOf({ key, code = "", shiftKey }) {
  const [, place, sign] = code.match(/^(Key|Digit)(.)$/) ?? [];
  const isOther = place === "Digit" ? !shiftKey && !/\d/.test(key) : /^[^\0-\x7f]$/.test(key);
  if (!place || !isOther) return [key];
  return [key, shiftKey ? sign : sign.toLowerCase()];
}
