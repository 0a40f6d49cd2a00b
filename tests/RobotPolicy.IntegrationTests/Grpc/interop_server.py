"""The test service on grpcio. Prints its port, and a line for each cancelled Hang; ends with its standard input."""
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
        context.set_trailing_metadata(tuple((k, v) for k, v in context.invocation_metadata() if k == "x-echo-trailing-bin"))
        return request

    def Fail(self, request, context):
        if request.data:
            context.set_trailing_metadata((("grpc-status-details-bin", request.data),))
        context.abort({code.value[0]: code for code in grpc.StatusCode}[request.number], request.text)

    def Collect(self, requests, context):
        sizes = [len(request.data) for request in requests]
        return peer.Payload(number=len(sizes), text=str(sum(sizes)))

    def Repeat(self, request, context):
        for number in range(request.number):
            yield peer.Payload(data=request.data, number=number)

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
port = server.add_insecure_port("127.0.0.1:0")
server.start()
print(f"port {port}", flush=True)
sys.stdin.read()
server.stop(0)
