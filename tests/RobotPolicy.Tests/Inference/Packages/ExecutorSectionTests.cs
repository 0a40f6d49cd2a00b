using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Packages;
using RobotPolicy.Inference.Sampling.Chunking;
using RobotPolicy.TestSupport;

namespace RobotPolicy.Tests.Inference.Packages;

public sealed class ExecutorSectionTests : IDisposable
{
    private const string Default = """{ "type": "receding_horizon", "execute": 2 }""";
    private readonly TestPolicyPackage _package = new();

    public void Dispose() => _package.Dispose();

    [Fact]
    public void Read_RealTimeChunkingByGuidance_StatesPullAndSchedule()
    {
        var manifest = Read("""{ "type": "real_time_chunking", "execute": 2, "conditioning": "guidance", "max_weight": 10, "schedule": "linear" }""");

        Assert.Equal(ExecutorKind.RealTimeChunking, manifest.Executor);
        Assert.Equal((ChunkConditioning.Guidance, 10, PrefixSchedule.Linear), (manifest.Continuation!.Conditioning, manifest.Continuation.MaxWeight, manifest.Continuation.Schedule));
    }

    [Fact]
    public void Read_Asynchronous_StatesMergeRule()
    {
        var manifest = Read("""{ "type": "asynchronous", "merge": "conservative", "request_share": 0.7, "interpolation": "linear", "discrete": ["gripper"] }""");

        Assert.Equal((ExecutorKind.Asynchronous, MergeRule.Conservative, 0.7, Interpolation.Linear), (manifest.Executor, manifest.Merge, manifest.RequestShare, manifest.Interpolation));
        Assert.Equal(["gripper"], manifest.DiscreteJoints);
    }

    [Theory]
    [InlineData("""{ "type": "real_time_chunking" }""", "conditioning")]
    [InlineData("""{ "type": "real_time_chunking", "conditioning": "prefix" }""", "max_delay")]
    [InlineData("""{ "type": "real_time_chunking", "conditioning": "guidance", "max_weight": 0 }""", "max_weight")]
    [InlineData("""{ "type": "receding_horizon", "merge": "average" }""", "merge")]
    [InlineData("""{ "type": "asynchronous", "request_share": 2 }""", "request_share")]
    [InlineData("""{ "type": "quick" }""", "type")]
    public void Read_WhatDoesNotFit_IsAnErrorByItsPlace(string executor, string field)
    {
        _package.EditManifest(Default, executor);
        var errors = new List<PackageError>();

        Assert.Null(PolicyPackage.Load(_package.Folder, errors));

        Assert.Contains(errors, error => error.Field == $"x-robotpolicy.executor.{field}");
    }

    [Fact]
    public void Read_SectionGivenAsAnOption_TakesThePlaceOfThePackages()
    {
        var errors = new List<PackageError>();

        var package = PolicyPackage.Read(_package.Folder, errors, """{ "type": "asynchronous", "merge": "conservative" }""");

        Assert.Empty(errors);
        Assert.Equal((ExecutorKind.Asynchronous, MergeRule.Conservative), (package!.Manifest.Executor, package.Manifest.Merge));

        // How much of a chunk is executed stays the package's unless the section says it.
        Assert.Equal(2, package.Manifest.ActionSteps);
    }

    [Theory]
    [InlineData("""{ "type": "quick" }""", "executor.type")]
    [InlineData("""{ "type": """, "$")]
    public void Read_SectionGivenAsAnOptionIsWrong_ErrorNamesTheOption(string executor, string field)
    {
        var errors = new List<PackageError>();

        PolicyPackage.Read(_package.Folder, errors, executor);

        var error = Assert.Single(errors);
        Assert.Equal(("the executor given as an option", field), (error.File, error.Field));
    }

    private PolicyManifest Read(string executor)
    {
        _package.EditManifest(Default, executor);
        var errors = new List<PackageError>();
        var package = PolicyPackage.Load(_package.Folder, errors);
        Assert.Empty(errors);
        return package!.Manifest;
    }
}
