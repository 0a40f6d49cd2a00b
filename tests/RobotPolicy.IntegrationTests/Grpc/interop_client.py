"""Calls the test service with grpcio and checks every answer. Argument: port. Prints one line per check; exit code 1 on a failure."""
import sys
import traceback

import interop_peer as peer
import grpc

failures = 0
compression = grpc.Compression.Gzip if "--gzip" in sys.argv else None
channel = grpc.insecure_channel(f"127.0.0.1:{sys.argv[1]}", compression=compression)
stub = peer.Stub(channel)
LIMIT = 20


def check(function):
    global failures
    try:
        function()
        print(f"ok {function.__name__}", flush=True)
    except Exception:
        failures += 1
        print(f"FAILED {function.__name__}", flush=True)
        traceback.print_exc(file=sys.stdout)


def error_of(call):
    try:
        call()
    except grpc.RpcError as error:
        return error
    raise AssertionError("no error")


def unary():
    for size in (0, 1, 4000000):
        request = peer.Payload(data=bytes(size), text="grüß", number=-1)
        assert stub.Echo(request, timeout=LIMIT) == request
    assert stub.Echo(peer.Payload(), timeout=LIMIT) == peer.Payload()


def metadata():
    sent = (("x-echo-initial", "text"), ("x-echo-trailing-bin", b"\x00\xff\x01"), ("x-echo-trailing-bin", b"\x02"))
    _, call = stub.Echo.with_call(peer.Payload(), metadata=sent, timeout=LIMIT)
    assert ("x-echo-initial", "text") in call.initial_metadata()
    assert [v for k, v in call.trailing_metadata() if k == "x-echo-trailing-bin"] == [b"\x00\xff\x01", b"\x02"]


def status():
    error = error_of(lambda: stub.Fail(peer.Payload(number=9, text="100 % größer\n日本", data=b"\x01\xfa"), timeout=LIMIT))
    assert error.code() == grpc.StatusCode.FAILED_PRECONDITION
    assert error.details() == "100 % größer\n日本", error.details()
    assert ("grpc-status-details-bin", b"\x01\xfa") in error.trailing_metadata()


def client_stream():
    summary = stub.Collect((peer.Payload(data=bytes(1000)) for _ in range(200)), timeout=LIMIT)
    assert (summary.number, summary.text) == (200, "200000")


def server_stream():
    numbers = [m.number for m in stub.Repeat(peer.Payload(number=500, data=bytes(3000)), timeout=LIMIT)]
    assert numbers == list(range(500))


def duplex():
    answers = stub.Chat((peer.Payload(number=i) for i in range(100)), timeout=LIMIT)
    assert [m.number for m in answers] == list(range(100))


def deadline():
    error = error_of(lambda: stub.Hang(peer.Payload(), timeout=0.3))
    assert error.code() == grpc.StatusCode.DEADLINE_EXCEEDED


def unimplemented():
    error = error_of(lambda: stub.Missing(peer.Payload(), timeout=LIMIT))
    assert error.code() == grpc.StatusCode.UNIMPLEMENTED


def too_large():
    error = error_of(lambda: stub.Echo(peer.Payload(data=bytes(i % 251 for i in range(5000000))), timeout=LIMIT))
    assert error.code() == grpc.StatusCode.RESOURCE_EXHAUSTED, error


def cancel():
    call = stub.Hang.future(peer.Payload(text="cancel"), timeout=LIMIT)
    call.cancel()
    assert call.cancelled()
    stream = stub.Repeat(peer.Payload(number=1000000, data=bytes(1000)), timeout=LIMIT)
    next(stream)
    stream.cancel()
    assert error_of(lambda: list(stream)).code() == grpc.StatusCode.CANCELLED


checks = [unary, metadata, status, client_stream, server_stream, duplex, deadline, unimplemented, cancel]
if compression is None:
    checks.append(too_large)
for one in checks:
    check(one)
print(f"{len(checks) - failures} of {len(checks)}", flush=True)
sys.exit(1 if failures else 0)
