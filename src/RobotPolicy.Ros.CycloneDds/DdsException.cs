namespace RobotPolicy.Ros.CycloneDds;

/// <summary>Cyclone DDS refused an operation at set-up. Never thrown by a publish or on the receive thread.</summary>
/// <param name="returnCode">Negative <c>DDS_RETCODE_*</c> value.</param>
/// <param name="message">Operation, reason, and what to do about it where that is known.</param>
public sealed class DdsException(int returnCode, string message) : Exception(message)
{
    /// <summary>Negative <c>DDS_RETCODE_*</c> value of the library.</summary>
    public int ReturnCode { get; } = returnCode;
}
