using RobotPolicy.Control.Loop;
using RobotPolicy.Server.Operations.Alerts;

namespace RobotPolicy.Server.Operations.Telemetry;

/// <summary>The robot at one instant, shared by everybody who looks; immutable.</summary>
/// <param name="Time">Time of day of the tick.</param>
/// <param name="Status">Everything that is one number.</param>
/// <param name="Measured">Measured positions; rad or m. Empty before the first joint state.</param>
/// <param name="Command">Commanded positions. Empty before the first command.</param>
/// <param name="Shadow">What the policy would do while a human is in command; empty otherwise.</param>
/// <param name="CameraAgesNs">Age of each camera's newest picture in nanoseconds; −1 where there is none.</param>
/// <param name="TaskId">The task that is not over; empty where there is none.</param>
public sealed record RobotSample(
    DateTimeOffset Time,
    LoopStatus Status,
    IReadOnlyList<double> Measured,
    IReadOnlyList<double> Command,
    IReadOnlyList<double> Shadow,
    IReadOnlyList<long> CameraAgesNs,
    string TaskId)
{
    /// <summary>What the failure monitor said after the last inference; <see langword="null"/> where nothing watches.</summary>
    public MonitorReading? Failure { get; init; }
}
