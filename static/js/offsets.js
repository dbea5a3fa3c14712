/* Between places in the page and offsets in the stored text.

   The server counts Unicode code points, the browser UTF-16 units. A paragraph of the text is an element with
   `data-start`, its offset; its text content is the stored text, byte for byte. */

const SURROGATE_PAIR = /[\ud800-\udbff][\udc00-\udfff]/g;

/** The number of code points of a string. */
export function codePoints(string) {
  return string.length - (string.match(SURROGATE_PAIR)?.length ?? 0);
}

/** The UTF-16 index in a string after so many code points. */
export function unitsAfter(string, points) {
  let units = 0;
  for (let left = points; left > 0 && units < string.length; left -= 1) {
    units += string.codePointAt(units) > 0xffff ? 2 : 1;
  }
  return units;
}

const startOf = (paragraph) => Number(paragraph.dataset.start);

/** The length of the whole text in code points. */
export function textLength(root) {
  const last = root.lastElementChild;
  return last ? startOf(last) + codePoints(last.textContent) : 0;
}

/** The paragraph that holds an offset; the last one for the end of the text. */
export function paragraphAt(root, offset) {
  const paragraphs = root.children;
  let low = 0;
  let high = paragraphs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (startOf(paragraphs[middle]) <= offset) low = middle;
    else high = middle - 1;
  }
  return paragraphs[low];
}

/** The offset of a place in the page (a node and the offset in it); places outside the text go to its edges. */
export function offsetOf(root, node, nodeOffset) {
  if (node === root) {
    const next = root.children[nodeOffset];
    return next ? startOf(next) : textLength(root);
  }
  if (!root.contains(node)) {
    const follows = root.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING;
    return follows ? textLength(root) : 0;
  }
  const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
  const paragraph = element.closest("[data-start]");
  const before = document.createRange();
  before.setStart(paragraph, 0);
  before.setEnd(node, nodeOffset);
  return startOf(paragraph) + codePoints(before.toString());
}

/** The place in the page of an offset. A range's end lies behind its last character, not before the next. */
function placeOf(root, offset, isEnd = false) {
  let paragraph = paragraphAt(root, offset);
  if (isEnd && startOf(paragraph) === offset && paragraph.previousElementSibling) {
    paragraph = paragraph.previousElementSibling;
  }
  let left = offset - startOf(paragraph);
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  let node = walker.nextNode();
  for (; node; node = walker.nextNode()) {
    const length = codePoints(node.data);
    if (left < length || (isEnd && left === length)) return [node, unitsAfter(node.data, left)];
    left -= length;
  }
  return [paragraph, paragraph.childNodes.length];
}

/** A DOM range over the code points from start to end. */
export function rangeOf(root, start, end) {
  const range = document.createRange();
  range.setStart(...placeOf(root, start));
  range.setEnd(...placeOf(root, end, true));
  return range;
}

/** The same range where it is only drawn: a static one costs nothing when the text around it is swapped. */
export function drawnRangeOf(root, start, end) {
  const [startContainer, startOffset] = placeOf(root, start);
  const [endContainer, endOffset] = placeOf(root, end, true);
  return new StaticRange({ startContainer, startOffset, endContainer, endOffset });
}

/** What is selected in the text: {start, end} in code points and in order, or null. */
export function selectedRange(root) {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(root)) return null;
  const start = offsetOf(root, range.startContainer, range.startOffset);
  const end = offsetOf(root, range.endContainer, range.endOffset);
  return start < end ? { start, end } : null;
}

/** Where the selection began and where it was led to, in code points, or null if it is not in the text. */
export function selectionEnds(root) {
  const { anchorNode, anchorOffset, focusNode, focusOffset } = document.getSelection();
  if (!anchorNode || !root.contains(anchorNode) || !root.contains(focusNode)) return null;
  return {
    anchor: offsetOf(root, anchorNode, anchorOffset),
    focus: offsetOf(root, focusNode, focusOffset),
  };
}

/** Select from anchor to focus, both in code points. */
export function select(root, anchor, focus) {
  const forward = focus > anchor;
  const [from, fromOffset] = placeOf(root, anchor, !forward && focus !== anchor);
  const [to, toOffset] = placeOf(root, focus, forward);
  document.getSelection().setBaseAndExtent(from, fromOffset, to, toOffset);
}

/** The text from start to end, in code points. */
export function textBetween(root, start, end) {
  return start < end ? rangeOf(root, start, end).toString() : "";
}
