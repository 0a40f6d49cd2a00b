namespace RobotPolicy.Inference.Graphs;

/// <summary>When the kernel gives a program huge pages.</summary>
public enum HugePageMode
{
    /// <summary>This kernel does not have them.</summary>
    Missing,

    /// <summary>They are turned off.</summary>
    Never,

    /// <summary>Where a program asks for them.</summary>
    OnRequest,

    /// <summary>Wherever one fits.</summary>
    Always,
}
