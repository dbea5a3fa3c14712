/** The command of a key, as the person has chosen them (`data-keys`; annotator/keys.py): a capital is pressed
    with Shift, and means the small letter where nothing has the capital. */
export function commandsByKey({ dataset }) {
  const chosen = Object.entries(JSON.parse(dataset.keys));
  const commands = new Map(chosen.map(([command, key]) => [key, command]));
  return (key) => commands.get(key) ?? commands.get(key.toLowerCase());
}
