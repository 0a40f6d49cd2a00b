using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Model;

namespace RobotPolicy.IntegrationTests.Loop;

/// <summary>What is shipped, where the working copy has it.</summary>
internal static class Checkout
{
    public static string HardwareFile { get; } = Path.Combine(FindRoot(), "hardware", "simulator.yaml");

    public static string PolicyFolder { get; } = Path.Combine(FindRoot(), "deploy", "policies", "pick_place_act");

    /// <summary>The simulated arm with its limits.</summary>
    public static RobotDescription ReadRobot()
    {
        var errors = new List<string>();
        var profile = HardwareProfileLoader.Load(HardwareFile, errors);
        Assert.Empty(errors);
        return profile!.Robot;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "RobotPolicy.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("RobotPolicy.sln is in no folder above the tests.");
    }
}
