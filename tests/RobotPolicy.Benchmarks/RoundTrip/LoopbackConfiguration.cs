namespace RobotPolicy.Benchmarks.RoundTrip;

/// <summary>One Cyclone DDS configuration for both sides of the comparison: this machine only, shared memory off.</summary>
internal static class LoopbackConfiguration
{
    public const string Xml =
        """
        <CycloneDDS><Domain Id="any">
          <General><Interfaces><NetworkInterface name="lo" multicast="true"/></Interfaces></General>
        </Domain></CycloneDDS>
        """;

    /// <summary>Writes the configuration where a child process can read it.</summary>
    public static string Save()
    {
        var file = Path.Combine(Path.GetTempPath(), $"robotpolicy-bench-{Environment.ProcessId}.xml");
        File.WriteAllText(file, Xml);
        return file;
    }
}
