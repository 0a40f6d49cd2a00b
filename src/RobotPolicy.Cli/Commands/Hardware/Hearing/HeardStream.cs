namespace RobotPolicy.Cli.Commands.Hardware.Hearing;

/// <summary>When a topic's messages came, and how they were stamped.</summary>
internal sealed record HeardStream
{
    /// <summary>Messages.</summary>
    public long Count { get; init; }

    /// <summary>Messages that are none of their type.</summary>
    public long MalformedCount { get; init; }

    /// <summary>Messages a second, between the first and the last; 0 where there are fewer than two.</summary>
    public double RateHz { get; init; }

    /// <summary>Longest time without a message between the first one and the end of listening, s.</summary>
    public double LongestGapSeconds { get; init; }

    /// <summary>Time without a message that nineteen of twenty do not exceed, s; a stall of this machine is not in it.</summary>
    public double UsualGapSeconds { get; init; }

    /// <summary>Messages whose stamp was that of the one before.</summary>
    public long RepeatedStampCount { get; init; }

    /// <summary>Messages whose stamp was earlier than that of the one before.</summary>
    public long BackwardStampCount { get; init; }

    /// <summary>Whether all stamps were zero, which means that the publisher sets none.</summary>
    public bool StampsAreZero { get; init; }

    /// <summary>Smallest age of a stamp at reception by this machine's clock, s; negative where it is in the future.</summary>
    public double MinStampAgeSeconds { get; init; }

    /// <summary>Largest age of a stamp at reception, s.</summary>
    public double MaxStampAgeSeconds { get; init; }

    /// <summary>Whether there was a message.</summary>
    public bool IsHeard => Count > 0;

    /// <summary>Whether most stamps stand still.</summary>
    public bool StampsStand => Count > 2 && RepeatedStampCount > Count / 2;
}
