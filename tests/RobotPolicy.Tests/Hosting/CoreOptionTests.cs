using System.CommandLine;
using RobotPolicy.Server.Hosting;
using RobotPolicy.Server.Options;
using RobotPolicy.Tests.Deploy;

namespace RobotPolicy.Tests.Hosting;

/// <summary>Cores on the service's command line.</summary>
public sealed class CoreOptionTests
{
    [Fact]
    public async Task Cores_AreReadAsTheKernelWritesThem()
    {
        var options = await ServiceCommand.ParseAsync(["run", "--hardware", "robot.yaml", "--core", "2", "--inference-cores", "1,4-6"]);

        Assert.Equal((2, new CoreSet(1, 4, 5, 6)), (options.RealTime.Core, options.RealTime.InferenceCores));
    }

    [Fact]
    public async Task Cores_NotGiven_AreLeftToTheSystem()
    {
        var options = await ServiceCommand.ParseAsync(["run", "--hardware", "robot.yaml"]);

        Assert.Equal((-1, null), (options.RealTime.Core, options.RealTime.InferenceCores));
        Assert.Null(ThreadCores.EnterInference(options.RealTime));
    }

    [Fact]
    public void Cores_NoList_AreRefused()
    {
        var parsed = new ServerCommandLine().Build((_, _) => Task.FromResult(0)).Parse(["run", "--hardware", "robot.yaml", "--inference-cores", "4-2"]);

        Assert.Equal(["--inference-cores: expected a list of cores 0…1023 such as 1,3-5, actual '4-2'"], parsed.Errors.Select(error => error.Message));
    }
}
