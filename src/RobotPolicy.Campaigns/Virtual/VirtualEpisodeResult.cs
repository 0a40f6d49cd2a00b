using RobotPolicy.Control.Loop;

namespace RobotPolicy.Campaigns.Virtual;

/// <summary>What became of an episode in virtual time.</summary>
/// <param name="Seed">Seed of the scene.</param>
/// <param name="Success">Whether the simulator's ground truth said so in time.</param>
/// <param name="Seconds">Virtual time from the start of the task until success, or until it was given up.</param>
/// <param name="InferenceCount">Inferences that were asked for.</param>
/// <param name="Status">The loop's state at the end, with its counters.</param>
/// <param name="Ticks">Every tick from the start of the task.</param>
internal sealed record VirtualEpisodeResult(
    int Seed, bool Success, double Seconds, long InferenceCount, LoopStatus Status, IReadOnlyList<TracedTick> Ticks);
