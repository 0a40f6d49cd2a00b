namespace RobotPolicy.Control.Observations;

/// <summary>The clock inside the service: never steps, and has no relation to the time of day.</summary>
public interface IMonotonicClock
{
    /// <summary>Now, in nanoseconds.</summary>
    long NowNs { get; }
}
