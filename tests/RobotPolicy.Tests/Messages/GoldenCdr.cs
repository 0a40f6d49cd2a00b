namespace RobotPolicy.Tests.Messages;

/// <summary>Reads the vectors that <c>tests/golden/make_cdr.py</c> wrote.</summary>
internal static class GoldenCdr
{
    private static readonly string Folder = FindFolder();

    public static byte[] Read(string name, bool isBigEndian)
    {
        var text = File.ReadAllText(Path.Combine(Folder, $"{name}.{(isBigEndian ? "be" : "le")}.hex"));
        return Convert.FromHexString(text.Replace("\n", string.Empty));
    }

    public static IEnumerable<string> Names() =>
        Directory.EnumerateFiles(Folder, "*.le.hex").Select(path => Path.GetFileName(path)[..^".le.hex".Length]).Order();

    private static string FindFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "RobotPolicy.sln")))
            folder = folder.Parent;
        return Path.Combine(folder?.FullName ?? throw new InvalidOperationException("RobotPolicy.sln is in no folder above the tests."), "tests", "golden", "cdr");
    }
}
