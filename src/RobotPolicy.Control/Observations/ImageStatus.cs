namespace RobotPolicy.Control.Observations;

/// <summary>Outcome of an image conversion.</summary>
public enum ImageStatus
{
    /// <summary>The tensor is filled.</summary>
    Ok = 0,

    /// <summary>The pixel format or the compression is not supported.</summary>
    UnsupportedFormat,

    /// <summary>Size, step or data length contradict each other, or a dimension is beyond the limit.</summary>
    InvalidLayout,

    /// <summary>The compressed stream is corrupt.</summary>
    CorruptStream,
}
