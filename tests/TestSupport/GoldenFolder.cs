namespace RobotPolicy.TestSupport;

/// <summary>Finds the vectors under <c>tests/golden</c> from wherever the tests run.</summary>
internal static class GoldenFolder
{
    public static string Find(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "RobotPolicy.sln")))
            folder = folder.Parent;
        return Path.Combine(
            folder?.FullName ?? throw new InvalidOperationException("RobotPolicy.sln is in no folder above the tests."), "tests", "golden", name);
    }

    public static string[] Cases(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.json").Select(path => Path.GetFileNameWithoutExtension(path)).Order()];
}
