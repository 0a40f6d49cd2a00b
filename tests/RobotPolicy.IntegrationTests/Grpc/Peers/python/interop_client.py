"""Calls the test service with grpcio: interop_client.py <port> <mode> [--gzip] [--tls folder]. Modes: "checks" says one line per
check and ends with 1 on a failure; "slow" stops reading a stream until it is told to go on; "chat" keeps a stream open until then,
and makes a new call after it; "hang" makes a call that never ends."""
import queue
import sys
import traceback

import interop_peer as peer
import grpc

failures = 0
LIMIT = 20


def open_stub(*options):
    compression = grpc.Compression.Gzip if "--gzip" in sys.argv else None
    tls = peer.tls_files(sys.argv)
    if tls is None:
        return peer.Stub(grpc.insecure_channel(f"127.0.0.1:{sys.argv[1]}", options, compression))
    credentials = grpc.ssl_channel_credentials(*tls)
    return peer.Stub(grpc.secure_channel(f"localhost:{sys.argv[1]}", credentials, options, compression))


stub = open_stub()


def say(line):
    print(line, flush=True)


def check(function):
    global failures
    try:
        function()
        say(f"ok {function.__name__}")
    except Exception:
        failures += 1
        say(f"FAILED {function.__name__}")
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


def received_too_large():
    narrow = open_stub(("grpc.max_receive_message_length", 1000))
    error = error_of(lambda: narrow.Echo(peer.Payload(data=bytes(2000)), timeout=LIMIT))
    assert error.code() == grpc.StatusCode.RESOURCE_EXHAUSTED, error


def run_checks():
    for one in (unary, metadata, status, client_stream, server_stream, duplex, deadline, unimplemented, cancel, too_large, received_too_large):
        check(one)
    sys.exit(1 if failures else 0)


def slow():
    stream = stub.Repeat(peer.Payload(number=1000, data=bytes(65536)))
    next(stream)
    say("paused")
    sys.stdin.readline()
    say(f"read {1 + sum(1 for _ in stream)}")


def chat():
    requests = queue.SimpleQueue()
    answers = stub.Chat(iter(requests.get, None))
    requests.put(peer.Payload())
    next(answers)
    say("open")
    sys.stdin.readline()
    requests.put(peer.Payload(number=2))
    good = next(answers).number == 2
    requests.put(None)
    say("chat ok" if good and not list(answers) else "chat failed")
    try:
        stub.Echo(peer.Payload())
        say("next 0")
    except grpc.RpcError as error:
        say(f"next {error.code().value[0]}")


def hang():
    stub.Hang(peer.Payload())


{"checks": run_checks, "slow": slow, "chat": chat, "hang": hang}[sys.argv[2]]()
