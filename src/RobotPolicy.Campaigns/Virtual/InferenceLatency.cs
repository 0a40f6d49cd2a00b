namespace RobotPolicy.Campaigns.Virtual;

/// <summary>How long an inference takes in virtual time, from the request until its answer can be taken.</summary>
/// <param name="Base">Shortest latency.</param>
/// <param name="Jitter">Width of the uniform distribution above it.</param>
/// <param name="Seed">Seed of the jitter.</param>
internal sealed record InferenceLatency(TimeSpan Base, TimeSpan Jitter = default, int Seed = 0)
{
    /// <summary>The same latency for every inference.</summary>
    public static InferenceLatency Milliseconds(double milliseconds) => new(TimeSpan.FromMilliseconds(milliseconds));

    internal long BaseNs => Base.Ticks * TimeSpan.NanosecondsPerTick;

    internal long JitterNs => Jitter.Ticks * TimeSpan.NanosecondsPerTick;
}
