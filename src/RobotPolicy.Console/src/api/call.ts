import { Code, ConnectError } from "@connectrpc/connect";
import { Deframer, frame } from "./frames";
import { toError } from "./errors";

const protocol = "robotpolicy.call.v1";

/** Metadata that every call carries; the lease only where it is held. */
export interface Metadata {
  readonly token: string;
  readonly lease: string;
}

/**
 * One call of the API over a WebSocket of its own, as the service's CallBridge takes it. The socket is opened at once, so that a call can
 * be prepared before there is anything to say, such as a stop.
 */
export class Call {
  private readonly socket: WebSocket;
  private readonly deframer = new Deframer();
  private readonly waiting: (string | Uint8Array<ArrayBuffer>)[] = [];
  private readonly messages: Uint8Array[] = [];
  private wake: (() => void) | undefined;
  private outcome: ConnectError | "ok" | undefined;

  constructor(path: string, metadata: Metadata) {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    this.socket = new WebSocket(`${scheme}://${location.host}/call${path}`, protocol);
    this.socket.binaryType = "arraybuffer";
    const header: Record<string, string> = {};
    if (metadata.token) header["authorization"] = `Bearer ${metadata.token}`;
    if (metadata.lease) header["lease-id"] = metadata.lease;
    this.waiting.push(JSON.stringify(header));
    this.socket.onopen = () => {
      for (const each of this.waiting.splice(0)) this.socket.send(each);
    };
    this.socket.onmessage = (event: MessageEvent<string | ArrayBuffer>) => this.receive(event.data);
    this.socket.onclose = () => this.finish(new ConnectError("The connection to the service is lost.", Code.Unavailable));
  }

  /** Whether the socket is open, or is being opened, and the call has not ended. */
  get isAlive(): boolean {
    return this.outcome === undefined && this.socket.readyState <= WebSocket.OPEN;
  }

  get isOpen(): boolean {
    return this.outcome === undefined && this.socket.readyState === WebSocket.OPEN;
  }

  /** Bytes that wait for the network: somebody who streams sends nothing more while there are any. */
  get backlog(): number {
    return this.socket.bufferedAmount;
  }

  send(message: Uint8Array): void {
    this.put(frame(message));
  }

  /** There is no further message. */
  end(): void {
    this.put("end");
  }

  cancel(why = "The call was cancelled."): void {
    this.finish(new ConnectError(why, Code.Canceled));
    this.socket.close();
  }

  /** The next message; undefined at the end of a call that went well. Throws the status of one that did not. */
  async next(): Promise<Uint8Array | undefined> {
    while (true) {
      const message = this.messages.shift();
      if (message) return message;
      if (this.outcome === "ok") return undefined;
      if (this.outcome) throw this.outcome;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  private put(data: string | Uint8Array<ArrayBuffer>): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(data);
    else if (this.socket.readyState === WebSocket.CONNECTING) this.waiting.push(data);
  }

  private receive(data: string | ArrayBuffer): void {
    try {
      if (typeof data === "string") {
        this.finish(toError(JSON.parse(data) as Record<string, string>) ?? "ok");
        this.socket.close();
        return;
      }
      this.messages.push(...this.deframer.push(new Uint8Array(data)));
    } catch (error) {
      this.finish(ConnectError.from(error));
      this.socket.close();
    }
    this.wake?.();
  }

  private finish(outcome: ConnectError | "ok"): void {
    this.outcome ??= outcome;
    this.wake?.();
  }
}
