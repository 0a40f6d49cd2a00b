using System.Runtime;
using RobotPolicy.Server.Hosting;

namespace RobotPolicy.Tests.Hosting;

public sealed class RuntimeFactsTests
{
    [Fact]
    public void Describe_Defaults_AreTheRuntimesOwn()
    {
        var facts = RuntimeFacts.Describe(1, isServer: false, GCLatencyMode.Interactive, _ => null, _ => null);

        Assert.EndsWith(
            "; collector workstation, concurrent, latency mode Interactive; compiler tiered, profile-guided, precompiled code used; inference 1 thread, idle ones sleep",
            facts,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_Environment_CountsMoreThanTheSettings()
    {
        var environment = new Dictionary<string, string>
        {
            ["DOTNET_TieredPGO"] = "0", ["DOTNET_GCgen0size"] = "4000000", ["DOTNET_gcConcurrent"] = "0x1", ["DOTNET_ReadyToRun"] = "0",
        };
        var settings = new Dictionary<string, string> { ["System.GC.Concurrent"] = "false", ["System.Runtime.TieredPGO"] = "true" };

        var facts = RuntimeFacts.Describe(4, isServer: true, GCLatencyMode.Batch, environment.GetValueOrDefault, settings.GetValueOrDefault);

        Assert.EndsWith(
            "; collector server, concurrent, latency mode Batch, youngest generation 64 MiB; compiler tiered, not profile-guided, precompiled code ignored; "
            + "inference 4 threads, idle ones sleep",
            facts,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_NotTiered_IsNotProfileGuidedEither()
    {
        var facts = RuntimeFacts.Describe(
            1, isServer: false, GCLatencyMode.Interactive, _ => null, name => name == "System.Runtime.TieredCompilation" ? "false" : null);

        Assert.Contains("compiler not tiered, not profile-guided", facts, StringComparison.Ordinal);
    }
}
