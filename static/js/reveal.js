/* Scrolls a list, and nothing around it: the text that somebody reads must stay where it is. */

export function revealIn(list, entry) {
  const { top, bottom } = entry.getBoundingClientRect();
  const frame = list.getBoundingClientRect();
  const end = Math.min(frame.bottom, innerHeight);
  if (top < frame.top) list.scrollTop -= frame.top - top;
  else if (bottom > end) list.scrollTop += bottom - end;
}
