using RobotPolicy.Campaigns.Virtual;

namespace RobotPolicy.IntegrationTests.Virtual;

/// <summary>Starts the simulator that was built with the tests.</summary>
internal static class Gym
{
    public static SimulatorGym Start() => new("dotnet", Path.Combine(AppContext.BaseDirectory, "robotpolicy-simulator.dll"));
}
