using System.Buffers;
using Grpc.Core;

namespace RobotPolicy.Grpc.Framing;

/// <summary>One received payload, for the deserialiser.</summary>
internal sealed class PayloadSource : DeserializationContext
{
    private ReadOnlySequence<byte> _payload;

    public override int PayloadLength => (int)_payload.Length;

    public override byte[] PayloadAsNewBuffer() => _payload.ToArray();

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => _payload;

    /// <summary>Parses a payload. Whatever the parser throws becomes one clean status.</summary>
    internal T Parse<T>(ReadOnlySequence<byte> payload, Marshaller<T> marshaller)
    {
        _payload = payload;
        try
        {
            return marshaller.ContextualDeserializer(this);
        }
        catch (Exception exception)
        {
            throw ProtocolErrors.CannotParse(exception);
        }
        finally
        {
            _payload = default;
        }
    }
}
