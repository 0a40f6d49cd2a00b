"""The test service on grpcio. Says its port; "drain" on standard input shuts it down gracefully, its end at once."""
import sys
import threading
from concurrent import futures

import interop_peer as peer
import grpc


class Service:
    def Echo(self, request, context):
        for key, value in context.invocation_metadata():
            if key == "x-echo-initial":
                context.send_initial_metadata(((key, value),))
        trailers = [(k, v) for k, v in context.invocation_metadata() if k == "x-echo-trailing-bin"]
        trailers += [("x-peer-name", name.decode()) for name in context.auth_context().get("x509_common_name", [])]
        context.set_trailing_metadata(tuple(trailers))
        return request

    def Fail(self, request, context):
        if request.data:
            context.set_trailing_metadata((("grpc-status-details-bin", request.data),))
        context.abort({code.value[0]: code for code in grpc.StatusCode}[request.number], request.text)

    def Collect(self, requests, context):
        sizes = [len(request.data) for request in requests]
        return peer.Payload(number=len(sizes), text=str(sum(sizes)))

    def Repeat(self, request, context):
        sent = 0
        try:
            while sent < request.number:
                message = peer.Payload(data=request.data, number=sent)
                sent += 1
                yield message
        finally:
            print(f"repeat ended {sent}", flush=True)

    def Chat(self, requests, context):
        yield from requests

    def Hang(self, request, context):
        ended = threading.Event()
        context.add_callback(ended.set)
        ended.wait(30)
        print("hang ended", flush=True)
        return request


compression = grpc.Compression.Gzip if "--gzip" in sys.argv else None
server = grpc.server(futures.ThreadPoolExecutor(8), compression=compression)
server.add_generic_rpc_handlers((peer.handlers(Service()),))
tls = peer.tls_files(sys.argv)
if tls is None:
    port = server.add_insecure_port("127.0.0.1:0")
else:
    ca, key, certificate = tls
    port = server.add_secure_port("127.0.0.1:0", grpc.ssl_server_credentials([(key, certificate)], ca, require_client_auth=True))
server.start()
print(f"port {port}", flush=True)
for line in sys.stdin:
    if line.strip() == "drain":
        server.stop(30).wait()
        print("drained", flush=True)
server.stop(0)
