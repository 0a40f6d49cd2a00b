namespace RobotPolicy.Control.Observations;

/// <summary>Why a picture message was rejected.</summary>
public enum CameraFault
{
    /// <summary>Nothing is wrong with it.</summary>
    None = 0,

    /// <summary>The bytes are not a picture message.</summary>
    Malformed,

    /// <summary>The encoding or compression is not one that policies can use.</summary>
    UnsupportedEncoding,

    /// <summary>Width, height, step and data length contradict each other or exceed the limit.</summary>
    InvalidLayout,

    /// <summary>The time stamp is in the future.</summary>
    StampFuture,

    /// <summary>The time stamp was too old at reception.</summary>
    StampTooOld,
}
