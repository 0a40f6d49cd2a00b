using RobotPolicy.Inference.Devices;

namespace RobotPolicy.IntegrationTests.Inference.Devices;

/// <summary>Probes in a process of the service, as the service itself does.</summary>
internal static class ServerProbe
{
    private static readonly string Server = Path.Combine(AppContext.BaseDirectory, "robotpolicy-server.dll");

    public static ChildDeviceProbe Create(TimeSpan? limit = null, params (string Name, string Value)[] environment) =>
        new("/usr/bin/env", [.. environment.Select(variable => $"{variable.Name}={variable.Value}"), "dotnet", Server], limit);
}
