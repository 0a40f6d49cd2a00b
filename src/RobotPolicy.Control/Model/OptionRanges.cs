using System.Globalization;

namespace RobotPolicy.Control.Model;

/// <summary>Checks the settings of one section and collects every violation as one sentence.</summary>
/// <param name="path">Name of the section.</param>
/// <param name="errors">Receives the sentences.</param>
internal readonly struct OptionRanges(string path, ICollection<string> errors)
{
    /// <summary>Checks a span of time.</summary>
    public void Check(string name, TimeSpan value, TimeSpan min, TimeSpan max)
    {
        if (value < min || value > max)
            errors.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{path}:{name} is {value:c}, expected {min:c} to {max:c}"));
    }

    /// <summary>Checks a number; NaN is out of every range.</summary>
    public void Check(string name, double value, double min, double max, string unit)
    {
        if (!(value >= min && value <= max))
            errors.Add(string.Create(CultureInfo.InvariantCulture, $"{path}:{name} is {value:R} {unit}, expected {min:R} to {max:R} {unit}"));
    }

    /// <summary>Checks a count.</summary>
    public void Check(string name, int value, int min, int max)
    {
        if (value < min || value > max)
            errors.Add(string.Create(CultureInfo.InvariantCulture, $"{path}:{name} is {value}, expected {min} to {max}"));
    }
}
