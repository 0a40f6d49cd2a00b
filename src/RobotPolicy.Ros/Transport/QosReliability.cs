namespace RobotPolicy.Ros.Transport;

/// <summary>Whether lost samples are sent again.</summary>
public enum QosReliability
{
    /// <summary>A lost sample stays lost.</summary>
    BestEffort = 0,

    /// <summary>Lost samples are sent again until acknowledged.</summary>
    Reliable = 1,
}
