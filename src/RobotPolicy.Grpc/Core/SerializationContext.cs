using System.Buffers;

namespace Grpc.Core;

/// <summary>Where a message is serialised to.</summary>
public abstract class SerializationContext
{
    /// <summary>Takes the whole payload at once.</summary>
    public virtual void Complete(byte[] payload) => throw new NotImplementedException();

    /// <summary>A writer for the payload; <see cref="Complete()"/> follows.</summary>
    public virtual IBufferWriter<byte> GetBufferWriter() => throw new NotImplementedException();

    /// <summary>Announces the length in bytes, before the writer is used.</summary>
    public virtual void SetPayloadLength(int payloadLength) => throw new NotImplementedException();

    /// <summary>Ends what was written to the writer.</summary>
    public virtual void Complete() => throw new NotImplementedException();
}
