using RobotPolicy.Inference.Failure.Rollouts;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Tests.Inference.Failure.Rollouts;

public sealed class RolloutFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("robotpolicy-rollouts-").FullName;

    private string FilePath => Path.Combine(_folder, "0" + RolloutFile.Extension);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        var info = SyntheticRollout.Info(RolloutOutcome.Failure) with { Seed = -3, Perturbation = "pushed", Remark = "Überfall \"x\"" };
        var written = SyntheticRollout.Of(5, info);
        RolloutFile.Write(written, FilePath);

        var errors = new List<PackageError>();
        var read = RolloutFile.Read(FilePath, errors);

        Assert.Empty(errors);
        Assert.Equal(info, read!.Info);
        Assert.Equal((5, 3, 2, 4, 1, 2), (read.Count, read.EmbeddingSize, read.SampleCount, read.SampleSteps, read.PastSteps, read.ActionSize));
        Assert.Equal((4, 2, 100_000_000, 0), (read.Horizon, read.JointCount, read.IntervalNs, read.Dropped));
        Assert.Equal(written.Embeddings.ToArray(), read.Embeddings.ToArray());
        Assert.Equal(written.Samples.ToArray(), read.Samples.ToArray());
        Assert.Equal(written.Actions.ToArray(), read.Actions.ToArray());
        Assert.Equal(written.Executed.ToArray(), read.Executed.ToArray());
        Assert.Equal(written.StartNs.ToArray(), read.StartNs.ToArray());
        Assert.Equal(written.ModelNs.ToArray(), read.ModelNs.ToArray());
        Assert.Equal(written.Epochs.ToArray(), read.Epochs.ToArray());
        Assert.Equal(written.IsTaskStart.ToArray(), read.IsTaskStart.ToArray());
        Assert.Equal([Path.GetFileName(FilePath)], Directory.GetFiles(_folder).Select(Path.GetFileName));
    }

    [Fact]
    public void Read_EveryPrefixOfAFile_IsAnErrorAndNoRollout()
    {
        RolloutFile.Write(SyntheticRollout.Of(2), FilePath);
        var bytes = File.ReadAllBytes(FilePath);
        for (var length = 0; length < bytes.Length; length += 7)
        {
            var errors = new List<PackageError>();
            Assert.Null(RolloutFile.Parse(bytes.AsMemory(0, length), "x", errors));
            Assert.NotEmpty(errors);
        }
    }

    [Theory]
    [InlineData("\"outcome\":\"success\"", "\"outcome\":\"triumph\"", "outcome")]
    [InlineData("robotpolicy.rollout", "robotpolicy.rolling", "format")]
    [InlineData("\"interval_ns\":\"100000000\"", "\"interval_ns\":\"-10000000\"", "interval_ns")]
    [InlineData("\"past_steps\":\"1\"", "\"past_steps\":\"9\"", "$")]
    [InlineData("\"embedding\"", "\"embeddinX\"", "embedding")]
    [InlineData("[3,4,2]", "[4,3,2]", "$")]
    [InlineData("[3,2,4,2]", "[3,2,2,4]", null)]
    public void Parse_ChangedHeader_NamesTheField(string old, string changed, string? field)
    {
        RolloutFile.Write(SyntheticRollout.Of(3), FilePath);
        var bytes = File.ReadAllBytes(FilePath);
        var at = bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(old));
        Assert.True(at > 0);
        System.Text.Encoding.UTF8.GetBytes(changed).CopyTo(bytes, at);

        var errors = new List<PackageError>();
        var rollout = RolloutFile.Parse(bytes, "x", errors);

        if (field is null)
        {
            Assert.Equal(2, rollout!.SampleSteps);
            return;
        }

        Assert.Null(rollout);
        Assert.Contains(errors, e => e.Field == field);
    }

    [Fact]
    public void Write_RolloutThatDoesNotFit_Throws()
    {
        var rollout = SyntheticRollout.Of(3);
        var shorter = new Rollout
        {
            Info = rollout.Info, Count = 3, EmbeddingSize = 3, SampleCount = 2, SampleSteps = 4, PastSteps = 1, ActionSize = 2, Horizon = 4,
            JointCount = 2, IntervalNs = 1, Embeddings = rollout.Embeddings[..6], Samples = rollout.Samples, Actions = rollout.Actions,
            Executed = rollout.Executed, StartNs = rollout.StartNs, ModelNs = rollout.ModelNs, Epochs = rollout.Epochs, IsTaskStart = rollout.IsTaskStart,
        };

        Assert.Throws<ArgumentException>(() => RolloutFile.Write(shorter, FilePath));
        Assert.Empty(Directory.GetFiles(_folder));
    }
}
