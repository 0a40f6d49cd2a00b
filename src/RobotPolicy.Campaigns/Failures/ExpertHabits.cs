namespace RobotPolicy.Campaigns.Failures;

/// <summary>How the expert behaves as a human.</summary>
internal sealed record ExpertHabits
{
    /// <summary>From the call until the hands are on the controls.</summary>
    public TimeSpan Reaction { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether it watches the whole episode instead of being called by alarms.</summary>
    public bool Watches { get; init; }

    /// <summary>How long one who watches lets the policy try.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Takeovers after which the expert finishes the task itself.</summary>
    public int MaxTakeovers { get; init; } = 3;

    /// <summary>Height of the cube from which the policy may go on, in metres above the table.</summary>
    public double LiftedMetres { get; init; } = 0.09;

    internal long ReactionNs => Reaction.Ticks * TimeSpan.NanosecondsPerTick;

    internal long PatienceNs => Patience.Ticks * TimeSpan.NanosecondsPerTick;
}
