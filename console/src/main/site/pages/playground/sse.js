/** A reader of event streams, as the WHATWG standard has them: what fetch gives, event by event. */

/**
 * @typedef {{event: string, data: string, raw: string}} ServerEvent
 * raw: the lines as they came; an event of comments alone has no data.
 */

/** Reads text in pieces, cut anywhere, and gives the events that are whole. */
export function decoder() {
  let rest = '', lines = /** @type {string[]} */ ([]);
  const whole = () => {
    const raw = lines.join('\n');
    let event = 'message', data = /** @type {string[]} */ ([]);
    for (const line of lines) {
      const colon = line.indexOf(':');
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
      if (field === 'data') data.push(value);
      else if (field === 'event') event = value;
    }
    lines = [];
    return { event, data: data.join('\n'), raw };
  };
  /** @param {string} text @param {boolean} [end] @returns {ServerEvent[]} */
  return (text, end = false) => {
    const events = /** @type {ServerEvent[]} */ ([]);
    rest += text;
    // A CR at the very end may be half of a CRLF: it waits for the next piece.
    for (let found; (found = /\r\n|\n|\r(?!$)/.exec(rest));) {
      const line = rest.slice(0, found.index);
      rest = rest.slice(found.index + found[0].length);
      if (line) lines.push(line);
      else if (lines.length) events.push(whole());
    }
    if (end && rest.trim()) lines.push(rest.trim());
    if (end && lines.length) events.push(whole());
    return events;
  };
}

/** @param {ReadableStream<Uint8Array>} body @param {(event: ServerEvent) => void} onEvent */
export async function readEvents(body, onEvent) {
  const reader = body.getReader(), text = new TextDecoder(), read = decoder();
  for (;;) {
    const { done, value } = await reader.read();
    for (const event of read(done ? text.decode() : text.decode(value, { stream: true }), done)) onEvent(event);
    if (done) return;
  }
}
