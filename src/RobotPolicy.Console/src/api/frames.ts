/** Messages within a byte stream as gRPC frames them: a flag byte, four bytes of length, the message. */

const prefixBytes = 5;

/** One message with its prefix; not compressed. */
export function frame(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const framed = new Uint8Array(prefixBytes + message.length);
  new DataView(framed.buffer).setUint32(1, message.length);
  framed.set(message, prefixBytes);
  return framed;
}

/** Takes bytes as they come, and gives messages as they are complete. */
export class Deframer {
  private rest = new Uint8Array(0);

  push(bytes: Uint8Array): Uint8Array[] {
    const all = new Uint8Array(this.rest.length + bytes.length);
    all.set(this.rest);
    all.set(bytes, this.rest.length);
    const view = new DataView(all.buffer);
    const messages: Uint8Array[] = [];
    let at = 0;
    while (all.length - at >= prefixBytes) {
      if (all[at] !== 0) throw new Error("The service compresses messages, which a page does not ask for.");
      const length = view.getUint32(at + 1);
      if (all.length - at - prefixBytes < length) break;
      messages.push(all.subarray(at + prefixBytes, at + prefixBytes + length));
      at += prefixBytes + length;
    }
    this.rest = all.slice(at);
    return messages;
  }
}
