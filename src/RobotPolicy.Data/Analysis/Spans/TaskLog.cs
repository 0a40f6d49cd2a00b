using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Log;

namespace RobotPolicy.Data.Analysis.Spans;

/// <summary>The events of a recording alone: its ticks are not read.</summary>
public static class TaskLog
{
    /// <summary>Its events in their order, with their times of day in nanoseconds since the Unix epoch.</summary>
    /// <param name="bag">A recording of this service.</param>
    /// <param name="facts">What stands at its beginning.</param>
    /// <exception cref="BagException">It is damaged.</exception>
    public static IEnumerable<(ulong LogTime, LoggedEvent Item)> Events(BagReader bag, LogFacts facts)
    {
        ArgumentNullException.ThrowIfNull(bag);
        ArgumentNullException.ThrowIfNull(facts);
        var messages = bag.ReadMessages(new BagQuery { Topics = [LogTypes.TopicOf(facts.NodeName, LogTypes.Event)] });
        while (messages.Read(out var message))
            if (EventCodec.Read(message.Data.Span, out _) is { } item)
                yield return (message.LogTime, item);
    }
}
