namespace RobotPolicy.IntegrationTests.Peers;

/// <summary>Where the sources are that the tests compile or run themselves.</summary>
internal static class WorkingCopy
{
    internal static string Root { get; } = FindRoot();

    /// <summary>A folder of the integration tests' own sources.</summary>
    internal static string TestSource(params string[] path) =>
        Path.Combine([Root, "tests", "RobotPolicy.IntegrationTests", .. path]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RobotPolicy.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds RobotPolicy.sln.");
    }
}
