using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Inference.Goals;

/// <summary>One form in which a package takes a goal, as its manifest says.</summary>
internal sealed record GoalInputSpec
{
    /// <summary>The form.</summary>
    public required TaskGoalKind Kind { get; init; }

    /// <summary>Input of the graph.</summary>
    public required string Input { get; init; }

    /// <summary>File of the tokenizer, relative to the package folder; for words.</summary>
    public string? Tokenizer { get; init; }

    /// <summary>Camera from whose place a picture or a sketch must be; <see langword="null"/> for any.</summary>
    public string? Camera { get; init; }

    /// <summary>How pictures are resized.</summary>
    public ResizeFilter Filter { get; init; } = ResizeFilter.Area;

    /// <summary>Subtracted from pixels in 0…1.</summary>
    public float Mean { get; init; }

    /// <summary>Divides what is left.</summary>
    public float Std { get; init; } = 1;

    /// <summary>Half the width of a stroke, in pixels of the input.</summary>
    public float Radius { get; init; } = 1.5f;

    /// <summary>Where it stands in the manifest, for errors.</summary>
    public required string Field { get; init; }
}
