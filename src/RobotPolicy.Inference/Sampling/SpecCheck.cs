using System.Globalization;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Sampling;

/// <summary>Collects everything that is wrong with a sampler's specification, in the terms of the manifest that states it.</summary>
internal sealed class SpecCheck(ICollection<PackageError> errors)
{
    public const string Section = "x-robotpolicy.sampler";
    private readonly int _before = errors.Count;

    public bool IsSound => errors.Count == _before;

    public void Fail(string field, string expected, string actual) => errors.Add(new PackageError
    {
        File = ManifestReader.FileName,
        Field = $"{Section}.{field}",
        Expected = expected,
        Actual = actual,
    });

    /// <summary>NaN is in no range.</summary>
    public bool Range(string field, double value, double min, double max)
    {
        if (value >= min && value <= max)
            return true;
        Fail(
            field,
            string.Create(CultureInfo.InvariantCulture, $"a number from {min} to {max}"),
            value.ToString(CultureInfo.InvariantCulture));
        return false;
    }

    public void Known<T>(string field, T value)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
            Fail(field, $"one of {string.Join(", ", Enum.GetNames<T>())}", $"{value}");
    }

    /// <summary>A list that falls from each entry to the next, inside a range.</summary>
    public void Descending<T>(string field, IReadOnlyList<T> values, T min, T max)
        where T : struct, IComparable<T>
    {
        var sound = values.Count is > 0 and <= DiffusionSpec.MaxSteps;
        for (var i = 0; i < values.Count && sound; i++)
            sound = values[i].CompareTo(min) >= 0 && values[i].CompareTo(max) <= 0 && (i == 0 || values[i].CompareTo(values[i - 1]) < 0);
        if (!sound)
            Fail(
                field,
                string.Create(CultureInfo.InvariantCulture, $"1 to {DiffusionSpec.MaxSteps} numbers from {max} down to {min}, each below the one before"),
                "[" + string.Join(", ", values.Take(20).Select(v => string.Create(CultureInfo.InvariantCulture, $"{v}"))) + "]");
    }
}
