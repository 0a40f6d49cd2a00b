namespace RobotPolicy.Server.Operations.Questions;

/// <summary>One answer that may be given.</summary>
/// <param name="Id">By which it is chosen.</param>
/// <param name="Text">What it means, for a human.</param>
public sealed record Choice(string Id, string Text);
