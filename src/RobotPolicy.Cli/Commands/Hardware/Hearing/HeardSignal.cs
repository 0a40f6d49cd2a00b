namespace RobotPolicy.Cli.Commands.Hardware.Hearing;

/// <summary>What one stop input said.</summary>
/// <param name="Stream">Its messages.</param>
/// <param name="Value">Its last value, where it is a Bool.</param>
internal sealed record HeardSignal(HeardStream Stream, bool? Value);
