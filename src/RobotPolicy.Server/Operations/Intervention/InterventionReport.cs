using RobotPolicy.Api.V1;
using RobotPolicy.Control.Loop;

namespace RobotPolicy.Server.Operations.Intervention;

/// <summary>How an intervention stands; immutable.</summary>
/// <param name="Status">The loop.</param>
/// <param name="Command">Commanded positions, rad or m.</param>
/// <param name="Accepted">Commands of the stream that were taken.</param>
/// <param name="Missing">Commands that the client counted and that never arrived.</param>
/// <param name="Goal">What the task is to reach, or <see langword="null"/>.</param>
public sealed record InterventionReport(
    LoopStatus Status, IReadOnlyList<double> Command, ulong Accepted, ulong Missing, Goal? Goal);
