namespace RobotPolicy.Data.Bags.Definitions;

/// <summary>Whether a field is an array.</summary>
internal enum ArrayKind
{
    /// <summary>One value.</summary>
    None,

    /// <summary><c>[n]</c>: always so many.</summary>
    Fixed,

    /// <summary><c>[&lt;=n]</c>: at most so many.</summary>
    Bounded,

    /// <summary><c>[]</c>.</summary>
    Unbounded,
}
