namespace RobotPolicy.Inference.Devices;

/// <summary>A device that cannot be used, with what is missing and what to do as its message.</summary>
public sealed class DeviceException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is missing and what to do.</param>
    public DeviceException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is missing and what to do.</param>
    /// <param name="innerException">What showed it.</param>
    public DeviceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
