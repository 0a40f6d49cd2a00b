namespace RobotPolicy.Data.Analysis;

/// <summary>A topic of a recording.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Messages">Messages in the recording.</param>
/// <param name="RateHz">Messages over the time from the first to the last message of the recording; NaN where that is nothing.</param>
/// <param name="Dropped">Messages that the recorder says it had to leave out.</param>
public sealed record TopicFigures(string Name, string Type, long Messages, double RateHz, long Dropped);
