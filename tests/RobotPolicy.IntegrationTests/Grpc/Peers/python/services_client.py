"""Asks health and reflection with grpcio, byte by byte from the published field numbers. Argument: port."""
import sys

import interop_peer as peer
import grpc

LIMIT = 20
channel = grpc.insecure_channel(f"127.0.0.1:{sys.argv[1]}")

check = channel.unary_unary("/grpc.health.v1.Health/Check")
assert check(b"", timeout=LIMIT) == b"\x08\x01"  # status = SERVING
assert check(b"\x0a\x05robot", timeout=LIMIT) == b"\x08\x02"  # service = "robot": NOT_SERVING
try:
    check(b"\x0a\x05other", timeout=LIMIT)
    raise AssertionError("an unknown service has a status")
except grpc.RpcError as error:
    assert error.code() == grpc.StatusCode.NOT_FOUND

watch = channel.unary_stream("/grpc.health.v1.Health/Watch")(b"\x0a\x05other", timeout=LIMIT)
assert next(watch) == b"\x08\x03"  # SERVICE_UNKNOWN
watch.cancel()

symbol = b"robotpolicy.interop.Payload"
for version in ("v1", "v1alpha"):
    info = channel.stream_stream(f"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo")
    requests = [b"\x3a\x00", b"\x22" + bytes([len(symbol)]) + symbol, b"\x1a\x04none"]
    listed, found, missing = info(iter(requests), timeout=LIMIT)
    assert b"\x0a" + bytes([len(peer.SERVICE)]) + peer.SERVICE.encode() in listed, listed  # ServiceResponse.name
    assert b"interop.proto" in found, found
    assert b"\x3a" in missing and b"\x08\x05" in missing, missing  # error_response, code NOT_FOUND
print("services ok")
