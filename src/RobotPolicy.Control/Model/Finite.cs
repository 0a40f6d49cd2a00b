namespace RobotPolicy.Control.Model;

/// <summary>Looks for what no comparison finds: a comparison with NaN is false.</summary>
internal static class Finite
{
    /// <summary>Whether no value is NaN or infinite.</summary>
    public static bool All(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
            if (!double.IsFinite(value))
                return false;
        return true;
    }
}
