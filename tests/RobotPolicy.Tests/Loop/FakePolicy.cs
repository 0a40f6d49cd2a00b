using RobotPolicy.Control.Model;

namespace RobotPolicy.Tests.Loop;

/// <summary>Answers with a smooth motion that depends on time alone, or fails as told.</summary>
internal sealed class FakePolicy : IPolicy
{
    public FakePolicy(
        RobotDescription robot, ExecutorKind executor = ExecutorKind.RecedingHorizon, Func<PolicySpec, PolicySpec>? change = null)
    {
        var spec = new PolicySpec
        {
            Name = "fake",
            Horizon = 20,
            ActionIntervalNs = 50_000_000,
            ExecuteSteps = 8,
            Executor = executor,
            StateJoints = [.. robot.Joints.Select(joint => joint.Name)],
            ActionJoints = [.. robot.Joints.Select(joint => joint.Name)],
            Cameras = [.. robot.Cameras.Select(camera => camera.Name)],
        };
        Spec = change?.Invoke(spec) ?? spec;
        Binding = PolicyBinding.Create(Spec, robot, new List<string>())!;
    }

    public PolicySpec Spec { get; }

    public PolicyBinding Binding { get; }

    public PolicyStatus Status { get; set; }

    public Exception? Throws { get; set; }

    public double? Value { get; set; }

    public double Amplitude { get; set; } = 1.5;

    public PolicySignals Signals { get; set; } = PolicySignals.None;

    /// <summary>Bytes that the inferring thread has allocated, as of the last inference.</summary>
    public long ThreadAllocatedBytes { get; private set; }

    public int ResetCount { get; private set; }

    /// <summary>Copies of what was decided at the last inference.</summary>
    public (int Count, int DelaySteps, double First) Prior { get; private set; }

    public PreparedGoal? Goal { get; private set; }

    public void UseGoal(PreparedGoal? goal) => Goal = goal;

    public long LastEpoch { get; private set; }

    public PolicyStatus Infer(Observation observation, ChunkPrior prior, ActionChunk chunk)
    {
        if (Throws is not null)
            throw Throws;
        LastEpoch = observation.Epoch;
        Prior = (prior.Count, prior.DelaySteps, prior.Actions[0]);
        ThreadAllocatedBytes = GC.GetAllocatedBytesForCurrentThread();
        chunk.StartNs = observation.TimeNs;
        chunk.IntervalNs = Spec.ActionIntervalNs;
        chunk.ModelNs = 1_000_000;
        chunk.Signals = Signals;
        if (Spec.Conditioning == ChunkConditioning.Prefix)
            chunk.ConditionedSteps = Math.Min(prior.DelaySteps, Spec.MaxDelaySteps);
        for (var i = 0; i < chunk.Horizon; i++)
        {
            var seconds = (chunk.StartNs + (i * chunk.IntervalNs)) / 1e9;
            for (var joint = 0; joint < chunk.JointCount; joint++)
                chunk.Action(i)[joint] = Value ?? (Amplitude * Math.Sin((0.7 * seconds) + joint));
        }

        return Status;
    }

    public void Reset() => ResetCount++;

    public void Dispose()
    {
    }
}
