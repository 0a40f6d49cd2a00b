namespace RobotPolicy.Data.Log;

/// <summary>Something that happened beside the ticks.</summary>
/// <param name="TimeNs">When, on the monotonic clock, in nanoseconds.</param>
/// <param name="Kind">What kind of thing, one of <see cref="LogEvents"/>.</param>
/// <param name="Subject">What it is about, such as the id of a task.</param>
/// <param name="Data">More about it: one JSON object.</param>
public sealed record LoggedEvent(long TimeNs, string Kind, string Subject, string Data);
