using RobotPolicy.Tests.Architecture;

namespace RobotPolicy.Tests.Deploy;

/// <summary>The systemd unit with the shipped file of options.</summary>
internal sealed class UnitFile
{
    private readonly ILookup<string, string> _settings;

    private UnitFile(ILookup<string, string> settings) => _settings = settings;

    public static UnitFile Load() => new(Lines("robotpolicy.service")
        .Select(line => line.Split('=', 2))
        .Where(pair => pair.Length == 2)
        .ToLookup(pair => pair[0], pair => pair[1]));

    /// <summary>The only value of a setting.</summary>
    public string this[string setting] => Assert.Single(_settings[setting]);

    public bool Has(string setting) => _settings.Contains(setting);

    /// <summary>ExecStart in words; the first is the program.</summary>
    public string[] CommandLine()
    {
        var options = Assert.Single(Lines("robotpolicy.default"), line => line.StartsWith("OPTIONS=", StringComparison.Ordinal));
        return this["ExecStart"].Replace("$OPTIONS", options["OPTIONS=".Length..].Trim('"'), StringComparison.Ordinal).Split(' ');
    }

    private static IEnumerable<string> Lines(string file) =>
        File.ReadLines(Path.Combine(ProjectFiles.Root, "deploy", "systemd", file)).Where(line => !line.StartsWith('#'));
}
