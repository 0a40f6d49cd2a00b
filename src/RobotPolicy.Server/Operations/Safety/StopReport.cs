using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Timing;

namespace RobotPolicy.Server.Operations.Safety;

/// <summary>The loop, and how fast it took a stop.</summary>
/// <param name="Status">The loop.</param>
/// <param name="Reaction">From the request to the tick that took it; zero where nothing was requested.</param>
public readonly record struct StopReport(LoopStatus Status, TimeSpan Reaction);
