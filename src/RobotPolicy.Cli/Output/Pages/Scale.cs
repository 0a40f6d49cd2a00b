namespace RobotPolicy.Cli.Output.Pages;

/// <summary>Round numbers for axes.</summary>
internal static class Scale
{
    /// <summary>The least of 1, 2 and 5 times a power of ten that is not below.</summary>
    public static double NiceAbove(double value)
    {
        if (!(value > 0) || !double.IsFinite(value))
            return 1;
        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return (value / power) switch
        {
            <= 1.0001 => power,
            <= 2 => 2 * power,
            <= 5 => 5 * power,
            _ => 10 * power,
        };
    }

    /// <summary>A round step of time in seconds: 1, 2, 5 times ten below a minute, then minutes and hours.</summary>
    public static double NiceSeconds(double seconds) => seconds <= 20
        ? NiceAbove(seconds)
        : new double[] { 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400, 28800 }.FirstOrDefault(step => step >= seconds, Math.Ceiling(seconds / 86400) * 86400);

    /// <summary>An instant of a log as text: <c>12.5</c>, <c>3:05</c>, <c>1:02:03</c>.</summary>
    /// <param name="seconds">Since its beginning.</param>
    /// <param name="step">Distance of neighbouring instants, for its digits.</param>
    public static string Time(double seconds, double step) => seconds switch
    {
        >= 3600 => Page.Invariant($"{(long)(seconds / 3600)}:{(long)(seconds % 3600 / 60):00}:{seconds % 60:00}"),
        _ when step >= 30 => Page.Invariant($"{(long)(seconds / 60)}:{seconds % 60:00}"),
        _ => step >= 1 ? Page.Invariant($"{seconds:0}") : Page.Invariant($"{seconds:0.##}"),
    };
}
