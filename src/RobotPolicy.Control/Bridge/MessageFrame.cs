using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Control.Bridge;

/// <summary>A picture out of a recorded message, in memory of its own: who holds it need not release it.</summary>
public sealed class MessageFrame : ImageFrame
{
    private readonly byte[] _data;

    private MessageFrame(in PictureContent content, long timeNs)
    {
        _data = content.Data.ToArray();
        (Width, Height, Step) = content.Layout;
        (Format, TimeNs, StampUnixNs) = (content.Format, timeNs, content.StampUnixNs);
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Data => _data;

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
    public override void Retain()
    {
    }

    /// <inheritdoc/>
    public override void Release()
    {
    }
}
