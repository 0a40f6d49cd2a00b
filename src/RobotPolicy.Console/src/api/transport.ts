import { create, fromBinary, toBinary, type DescMessage, type DescMethod, type DescMethodStreaming, type DescMethodUnary, type MessageInitShape } from "@bufbuild/protobuf";
import { Code, ConnectError, type StreamResponse, type Transport, type UnaryResponse } from "@connectrpc/connect";
import { Call, type Metadata } from "./call";

/** Path of a method: "/service/method". */
export function pathOf(method: DescMethod): string {
  return `/${method.parent.typeName}/${method.name}`;
}

/** The API for generated clients: each call is a WebSocket. */
export class SocketTransport implements Transport {
  constructor(private readonly metadata: () => Metadata) {}

  async unary<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    signal: AbortSignal | undefined,
    timeoutMs: number | undefined,
    _header: HeadersInit | undefined,
    input: MessageInitShape<I>,
  ): Promise<UnaryResponse<I, O>> {
    const call = new Call(pathOf(method), this.metadata());
    const late = timeoutMs ? setTimeout(() => call.cancel(), timeoutMs) : undefined;
    const abort = () => call.cancel();
    signal?.addEventListener("abort", abort);
    try {
      call.send(toBinary(method.input, create(method.input, input)));
      call.end();
      const answer = await call.next();
      if (!answer) throw new ConnectError("The service gave no answer.", Code.Internal);
      await call.next();
      return { stream: false, service: method.parent, method, header: new Headers(), trailer: new Headers(), message: fromBinary(method.output, answer) };
    } finally {
      clearTimeout(late);
      signal?.removeEventListener("abort", abort);
    }
  }

  async stream<I extends DescMessage, O extends DescMessage>(
    method: DescMethodStreaming<I, O>,
    signal: AbortSignal | undefined,
    _timeoutMs: number | undefined,
    _header: HeadersInit | undefined,
    input: AsyncIterable<MessageInitShape<I>>,
  ): Promise<StreamResponse<I, O>> {
    const call = new Call(pathOf(method), this.metadata());
    signal?.addEventListener("abort", () => call.cancel(), { once: true });
    void send();
    return { stream: true, service: method.parent, method, header: new Headers(), trailer: new Headers(), message: read() };

    async function send(): Promise<void> {
      try {
        for await (const message of input) call.send(toBinary(method.input, create(method.input, message)));
        call.end();
      } catch {
        call.cancel();
      }
    }

    async function* read() {
      try {
        for (let answer = await call.next(); answer; answer = await call.next()) yield fromBinary(method.output, answer);
      } finally {
        call.cancel();
      }
    }
  }
}
