using System.Text.Json.Serialization;
using RobotPolicy.Data.Analysis.Spans;

namespace RobotPolicy.Data.Analysis;

/// <summary>One recording, and how well it was recorded.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Path">Where it is.</param>
public sealed record LogFigures(string Name, string Path)
{
    /// <summary>From first to last tick, seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>Time of day of its first tick.</summary>
    public DateTimeOffset Start { get; init; }

    /// <summary>Ticks.</summary>
    public long Ticks { get; init; }

    /// <summary>Ticks that its numbers say are missing.</summary>
    public long MissingTicks { get; init; }

    /// <summary>Inferences.</summary>
    public long Inferences { get; init; }

    /// <summary>Who moved the arm; <see langword="null"/> without ticks. Time begins with its first tick.</summary>
    [JsonIgnore]
    public PhaseStrip? Strip { get; init; }

    /// <summary>Topics with their rates and drops.</summary>
    public IReadOnlyList<TopicFigures> Topics { get; init; } = [];
}
