import { fromBinary } from "@bufbuild/protobuf";
import { anyUnpack } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import { StatusSchema } from "../generated/google/rpc/status_pb";
import { BadFieldSchema, ErrorInfoSchema } from "../generated/robotpolicy/v1/types_pb";

/** What a call came to that ended with these trailers; undefined where it went well. */
export function toError(trailers: Record<string, string>): ConnectError | undefined {
  const code = Number(trailers["grpc-status"] ?? Code.Unknown);
  if (code === 0) return undefined;
  const message = decodeURIComponent(trailers["grpc-message"] ?? "");
  return new ConnectError([message, ...details(trailers["grpc-status-details-bin"])].filter((part) => part).join(" "), code as Code);
}

/** An error in words for humans: what happened, and what to do. */
export function words(error: unknown): string {
  return error instanceof ConnectError ? error.rawMessage || Code[error.code] || "The call failed." : String(error);
}

/** Whether somebody else ended the call, or nobody wants its answer any more. */
export function isCancelled(error: unknown): boolean {
  return error instanceof ConnectError && error.code === Code.Canceled;
}

function details(encoded: string | undefined): string[] {
  if (!encoded) return [];
  try {
    const bytes = Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0));
    return fromBinary(StatusSchema, bytes).details.flatMap((detail) => {
      const info = anyUnpack(detail, ErrorInfoSchema);
      if (info) return [info.advice];
      const field = anyUnpack(detail, BadFieldSchema);
      return field ? [`${field.field}: expected ${field.expected}, actual ${field.actual}.`] : [];
    });
  } catch {
    return [];
  }
}
