"""interop.proto for grpcio without generated code: the schema is written out again here, so that it is an independent reading."""
import pathlib
import sys

try:
    import grpc
    from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
except ImportError as error:
    sys.exit(f"{error}: the independent peer is missing, run: apt-get install python3-grpcio python3-protobuf")

SERVICE = "robotpolicy.interop.Interop"

_file = descriptor_pb2.FileDescriptorProto(name="peer.proto", package="robotpolicy.interop", syntax="proto3")
_message = _file.message_type.add(name="Payload")
_message.field.add(name="data", number=1, type=12, label=1)
_message.field.add(name="text", number=2, type=9, label=1)
_message.field.add(name="number", number=3, type=5, label=1)
_pool = descriptor_pool.DescriptorPool()
_pool.Add(_file)
Payload = message_factory.MessageFactory(_pool).GetPrototype(_pool.FindMessageTypeByName("robotpolicy.interop.Payload"))


def tls_files(arguments):
    """(ca, key, certificate) from the folder after --tls, or None."""
    if "--tls" not in arguments:
        return None
    folder = pathlib.Path(arguments[arguments.index("--tls") + 1])
    return tuple((folder / name).read_bytes() for name in ("ca.pem", "peer.key", "peer.pem"))


def encode(message):
    return message.SerializeToString()


class Stub:
    """The methods of the service on a channel."""

    def __init__(self, channel):
        def method(kind, name):
            return kind(f"/{SERVICE}/{name}", request_serializer=encode, response_deserializer=Payload.FromString)

        self.Echo = method(channel.unary_unary, "Echo")
        self.Fail = method(channel.unary_unary, "Fail")
        self.Collect = method(channel.stream_unary, "Collect")
        self.Repeat = method(channel.unary_stream, "Repeat")
        self.Chat = method(channel.stream_stream, "Chat")
        self.Hang = method(channel.unary_unary, "Hang")
        self.Missing = method(channel.unary_unary, "Missing")


def handlers(servicer):
    """A generic handler that calls the methods of an object."""

    def method(kind, name):
        return kind(getattr(servicer, name), request_deserializer=Payload.FromString, response_serializer=encode)

    return grpc.method_handlers_generic_handler(SERVICE, {
        "Echo": method(grpc.unary_unary_rpc_method_handler, "Echo"),
        "Fail": method(grpc.unary_unary_rpc_method_handler, "Fail"),
        "Collect": method(grpc.stream_unary_rpc_method_handler, "Collect"),
        "Repeat": method(grpc.unary_stream_rpc_method_handler, "Repeat"),
        "Chat": method(grpc.stream_stream_rpc_method_handler, "Chat"),
        "Hang": method(grpc.unary_unary_rpc_method_handler, "Hang"),
    })
