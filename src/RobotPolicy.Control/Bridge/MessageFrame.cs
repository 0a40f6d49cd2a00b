using System.Buffers;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Control.Bridge;

/// <summary>
/// A picture out of a recorded message, in pooled memory of its own. One that is not released is left to the garbage collector. One thread.
/// </summary>
public sealed class MessageFrame : ImageFrame
{
    private readonly int _length;
    private byte[] _data;
    private int _references = 1;

    private MessageFrame(in PictureContent content, long timeNs)
    {
        _length = content.Data.Length;
        _data = ArrayPool<byte>.Shared.Rent(_length);
        content.Data.CopyTo(_data);
        (Width, Height, Step) = content.Layout;
        (Format, TimeNs, StampUnixNs) = (content.Format, timeNs, content.StampUnixNs);
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Data => _data.AsSpan(0, _references > 0 ? _length : 0);

    /// <summary>Reads a message as the receiver of the live camera does.</summary>
    /// <param name="cdr">The message.</param>
    /// <param name="camera">The camera that it is of.</param>
    /// <param name="timeNs">When it was received.</param>
    /// <param name="fault">Why it is no picture.</param>
    /// <returns><see langword="null"/> where it is none.</returns>
    public static MessageFrame? Read(ReadOnlySpan<byte> cdr, CameraDescription camera, long timeNs, out CameraFault fault)
    {
        ArgumentNullException.ThrowIfNull(camera);
        return PictureContent.TryRead(cdr, camera.Compressed, out var content, out fault) ? new MessageFrame(content, timeNs) : null;
    }

    /// <inheritdoc/>
    public override void Retain() => _references++;

    /// <inheritdoc/>
    public override void Release()
    {
        if (--_references != 0)
            return;
        ArrayPool<byte>.Shared.Return(_data);
        _data = [];
    }
}
