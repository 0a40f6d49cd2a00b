namespace RobotPolicy.Control.Bridge;

/// <summary>One stop input, for diagnostics.</summary>
/// <param name="Name">Name.</param>
/// <param name="Topic">Topic.</param>
/// <param name="Fault">What it demands.</param>
/// <param name="AgeNs">Time since its last message, in nanoseconds; −1 where there is none.</param>
/// <param name="ReceivedCount">Messages understood.</param>
/// <param name="MalformedCount">Messages that are none of its type; they are no sign of life.</param>
/// <param name="PublisherCount">Publishers matched now.</param>
public readonly record struct StopInputStatus(
    string Name, string Topic, StopInputFault Fault, long AgeNs, long ReceivedCount, long MalformedCount, int PublisherCount);
