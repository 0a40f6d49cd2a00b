namespace RobotPolicy.Simulator.Controllers;

/// <summary>Counts what the controllers did. Any thread.</summary>
internal sealed class CommandCounters
{
    private readonly long[] _counts = new long[Enum.GetValues<CommandVerdict>().Length];

    /// <summary>Messages that the arm followed.</summary>
    internal long Accepted => this[CommandVerdict.Accepted];

    /// <summary>Messages that were refused, for whatever reason.</summary>
    internal long Rejected
    {
        get
        {
            long sum = 0;
            for (var i = 1; i < _counts.Length; i++)
                sum += Interlocked.Read(ref _counts[i]);
            return sum;
        }
    }

    /// <summary>Messages with one verdict.</summary>
    internal long this[CommandVerdict verdict] => Interlocked.Read(ref _counts[(int)verdict]);

    /// <summary>Counts one message.</summary>
    internal void Count(CommandVerdict verdict) => Interlocked.Increment(ref _counts[(int)verdict]);
}
