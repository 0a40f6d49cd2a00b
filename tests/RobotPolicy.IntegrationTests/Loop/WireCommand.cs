namespace RobotPolicy.IntegrationTests.Loop;

/// <summary>A command as it came over the wire.</summary>
/// <param name="SourceNs">When it was published, on the publisher's clock.</param>
/// <param name="Positions">Its values, however many and whatever they are.</param>
/// <param name="Measured">The measured positions that were newest on the wire when it came; <see langword="null"/> if there were none.</param>
internal sealed record WireCommand(long SourceNs, double[] Positions, double[]? Measured);
