namespace RobotPolicy.IntegrationTests.CycloneDds;

/// <summary>DDS domain ids that no other test run on this machine uses: a locked file stands for each until the process ends.</summary>
internal static class TestDomain
{
    // Above 100 the ports of a domain lie among those that the kernel gives to any socket.
    private const uint First = 1;
    private const uint Last = 100;

    private static readonly List<FileStream> Claims = [];

    /// <summary>Claims one id.</summary>
    internal static uint Claim()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "robotpolicy-test-domains"));
        lock (Claims)
        {
            for (var id = First; id <= Last; id++)
            {
                try
                {
                    Claims.Add(new FileStream(Path.Combine(folder.FullName, $"{id}.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
                    return id;
                }
                catch (IOException)
                {
                    // Another test run, or another class of this one, has it.
                }
            }
        }

        throw new InvalidOperationException($"No DDS domain id between {First} and {Last} is free; other test runs hold all locks in {folder.FullName}.");
    }
}
