/* Scrolls a list, and nothing around it: the text that somebody reads must stay where it is. */

export function revealIn(list, entry) {
  const { top, bottom } = entry.getBoundingClientRect();
  const frame = list.getBoundingClientRect();
  const end = Math.min(frame.bottom, innerHeight);
  if (top < frame.top) list.scrollTop -= frame.top - top;
  else if (bottom > end) list.scrollTop += bottom - end;
}

/** Whether an element of the text can be read: below the bar, and above the panel that lies over a narrow page. */
export function isInView(element) {
  const { top, bottom } = element.getBoundingClientRect();
  const end = matchMedia("(max-width: 60rem)").matches ? 0.55 * innerHeight : innerHeight;
  return top > 130 && bottom < end - 20;
}
