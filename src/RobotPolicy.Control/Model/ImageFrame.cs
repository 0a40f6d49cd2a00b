namespace RobotPolicy.Control.Model;

/// <summary>
/// One camera image as it arrived, borrowed from whoever owns its memory. Reference-counted: whoever keeps a frame retains it,
/// and releases it afterwards. Pixels are immutable, so any number of threads may read a retained frame.
/// </summary>
public abstract class ImageFrame
{
    /// <summary>Layout of <see cref="Data"/>.</summary>
    public PixelFormat Format { get; protected set; }

    /// <summary>Width in pixels; 0 where <see cref="Format"/> is compressed.</summary>
    public int Width { get; protected set; }

    /// <summary>Height in pixels; 0 where <see cref="Format"/> is compressed.</summary>
    public int Height { get; protected set; }

    /// <summary>Bytes from one row to the next, at least width × bytes per pixel; 0 where <see cref="Format"/> is compressed.</summary>
    public int Step { get; protected set; }

    /// <summary>When the picture was taken, on this process's monotonic clock, in nanoseconds.</summary>
    public long TimeNs { get; protected set; }

    /// <summary>When the picture was taken as the camera's header says, in nanoseconds since the Unix epoch.</summary>
    public long StampUnixNs { get; protected set; }

    /// <summary>Pixels, or the compressed stream. Valid while a reference is held.</summary>
    public abstract ReadOnlySpan<byte> Data { get; }

    /// <summary>Holds the frame. Any thread.</summary>
    public abstract void Retain();

    /// <summary>Lets the frame go. Any thread.</summary>
    public abstract void Release();
}
