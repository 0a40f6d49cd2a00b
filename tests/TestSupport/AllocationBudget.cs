using System.Text.Json;

namespace RobotPolicy.TestSupport;

/// <summary>What the hot paths may allocate on the managed heap, from <c>tests/allocation-budgets.json</c>.</summary>
internal static class AllocationBudget
{
    public const string Tick = "tick";
    public const string MessageReceived = "message_received";
    public const string MessagePublished = "message_published";
    public const string Inference = "inference";
    public const string Scoring = "scoring";
    public const string SampleHandedOver = "sample_handed_over";
    public const string SampleWritten = "sample_written";

    private static readonly Lazy<IReadOnlyDictionary<string, long>> Budgets = new(Read);

    /// <summary>Every budget by name, in bytes.</summary>
    public static IReadOnlyDictionary<string, long> All => Budgets.Value;

    /// <summary>Asserts that so many bytes for so many units are within the budget.</summary>
    public static void Check(string name, long bytes, long units)
    {
        Assert.True(units > 0, $"Nothing was measured for '{name}'.");
        Assert.True(bytes <= All[name] * units, $"{name}: expected at most {All[name]} bytes, actual {(double)bytes / units:0.##}");
    }

    private static Dictionary<string, long> Read()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "RobotPolicy.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run from within the checkout.");
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.FullName, "tests", "allocation-budgets.json")));
        return json.RootElement.EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetProperty("bytes").GetInt64());
    }
}
