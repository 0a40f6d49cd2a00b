using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Control.Execution;

/// <summary>What executors must know of the robot's joints; immutable.</summary>
public sealed class ExecutorJoints
{
    private readonly bool[] _isDiscrete;
    private readonly long[] _leadsNs;

    private ExecutorJoints(bool[] isDiscrete, long[] leadsNs)
    {
        _isDiscrete = isDiscrete;
        _leadsNs = leadsNs;
        foreach (var leadNs in leadsNs)
            MaxLeadNs = Math.Max(MaxLeadNs, leadNs);
    }

    /// <summary>Joints of the robot.</summary>
    public int Count => _leadsNs.Length;

    /// <summary>Per joint, whether it has no meaningful values between two actions.</summary>
    public ReadOnlySpan<bool> IsDiscrete => _isDiscrete;

    /// <summary>
    /// Per joint, how long a command takes until it has its effect, in nanoseconds: what is sent now is what the schedule says
    /// about that much later.
    /// </summary>
    public ReadOnlySpan<long> LeadsNs => _leadsNs;

    /// <summary>The largest of <see cref="LeadsNs"/>.</summary>
    public long MaxLeadNs { get; }

    /// <summary>The joints of a robot under a policy.</summary>
    /// <param name="policy">Names the joints that are discrete.</param>
    /// <param name="robot">Names the joints and their latencies.</param>
    /// <exception cref="ArgumentException">The policy names a joint that the robot lacks.</exception>
    public static ExecutorJoints Of(PolicySpec policy, RobotDescription robot)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(robot);
        var discrete = new bool[robot.Joints.Count];
        foreach (var name in policy.DiscreteJoints)
        {
            var joint = robot.IndexOfJoint(name);
            if (joint < 0)
                throw new ArgumentException($"Policy '{policy.Name}' calls joint '{name}' discrete, which robot '{robot.Name}' lacks.", nameof(policy));
            discrete[joint] = true;
        }

        return new ExecutorJoints(discrete, [.. robot.Joints.Select(joint => joint.CommandLatency.ToNanoseconds())]);
    }
}
