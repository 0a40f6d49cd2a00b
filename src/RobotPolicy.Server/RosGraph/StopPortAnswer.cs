namespace RobotPolicy.Server.RosGraph;

/// <summary>What became of a request to the loop.</summary>
/// <param name="Accepted">Whether it happens.</param>
/// <param name="Reason">For humans: what happens, or why it does not.</param>
public readonly record struct StopPortAnswer(bool Accepted, string Reason);
