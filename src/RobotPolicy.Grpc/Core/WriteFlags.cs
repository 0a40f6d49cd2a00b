namespace Grpc.Core;

/// <summary>How a message of a stream is written.</summary>
[Flags]
public enum WriteFlags
{
    /// <summary>The message may wait for the next one: it is not flushed.</summary>
    BufferHint = 0x1,

    /// <summary>The message is not compressed, even where the call is.</summary>
    NoCompress = 0x2,
}
