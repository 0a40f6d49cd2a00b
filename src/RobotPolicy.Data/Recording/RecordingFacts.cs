using System.Globalization;

namespace RobotPolicy.Data.Recording;

/// <summary>The metadata record that says what a file of ours is of, and how its times and the loop's belong together.</summary>
public static class RecordingFacts
{
    /// <summary>Name of the record.</summary>
    public const string RecordName = "robotpolicy";

    /// <summary>Key: monotonic time minus the times in the file, in nanoseconds.</summary>
    public const string Offset = "monotonic_offset_ns";

    /// <summary>Key: the service's node.</summary>
    public const string Node = "node";

    /// <summary>Key: the control rate in Hz.</summary>
    public const string Rate = "rate_hz";

    /// <summary>Key in the bag's metadata alone: how many tasks began in it.</summary>
    public const string Tasks = "tasks";

    /// <summary>Key in the bag's metadata alone: packages of its tasks, one a line.</summary>
    public const string Policies = "policies";

    /// <summary>The record of a recording.</summary>
    public static IReadOnlyDictionary<string, string> Of(RecordingSubject subject, long offsetNs)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return new Dictionary<string, string>(subject.Facts)
        {
            [Offset] = offsetNs.ToString(CultureInfo.InvariantCulture),
            [Node] = subject.NodeName,
        };
    }
}
