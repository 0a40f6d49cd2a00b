using RobotPolicy.Control.Model;

namespace RobotPolicy.IntegrationTests.Loop;

/// <summary>Checks on the wire what the safety filter promises, from the profile's limits alone.</summary>
internal static class MotionLimits
{
    private const double Rounding = 1e-7;

    // A commander that was silent for longer than this stands, and begins again from the measured position.
    private const double SilenceSeconds = 0.15;

    private const double PausePeriods = 2.5;

    // Between a measurement and the command that starts from it the arm does not move by more than this.
    private const double StartTolerance = 0.02;

    /// <summary>
    /// Fails unless every command is finite and within the position limits, each step is within the velocity limits and each
    /// change of step within the acceleration limits. After a silence a command may instead be near the measured position.
    /// </summary>
    /// <param name="commands">All commands, in order.</param>
    /// <param name="robot">The limits.</param>
    /// <param name="periodSeconds">Time from one command to the next.</param>
    /// <returns>Pairs between which a command was lost on the way, so that two or more steps were checked as one.</returns>
    public static int AssertKept(IReadOnlyList<WireCommand> commands, RobotDescription robot, double periodSeconds)
    {
        var joints = robot.Joints;
        var before = new double[joints.Count];
        var isContinuous = false;
        var lost = 0;
        for (var i = 0; i < commands.Count; i++)
        {
            AssertInRange(commands[i], joints, i);
            var gap = i == 0 ? double.PositiveInfinity : (commands[i].SourceNs - commands[i - 1].SourceNs) / 1e9;
            var steps = Math.Max(1, Math.Round(gap / periodSeconds));
            var step = i == 0 ? before : Difference(commands[i].Positions, commands[i - 1].Positions);
            if (gap > SilenceSeconds && IsNear(commands[i]))
            {
                (before, isContinuous) = (new double[joints.Count], true);
                continue;
            }

            if (i > 0 && Fits(step, joints, 1, periodSeconds))
            {
                // During a pause of the commander the arm has come to rest, so motion may begin from there too.
                var isFromRest = gap > PausePeriods * periodSeconds && Accelerates(step, new double[joints.Count], joints, periodSeconds) < 0;
                if (isContinuous && !isFromRest)
                    AssertAcceleration(step, before, joints, periodSeconds, i);
                (before, isContinuous) = (step, true);
                continue;
            }

            Assert.True(
                gap <= SilenceSeconds,
                $"Command {i} is {Text(commands[i].Positions)} after {gap:0.000} s of silence, but the arm is at {Text(commands[i].Measured ?? [])}.");
            Assert.True(
                steps > 1 && Fits(step, joints, steps, periodSeconds),
                $"Command {i}, {gap * 1e3:0.0} ms after the one before it, steps by {Text(step)}: faster than the limits allow.");
            lost++;
            isContinuous = false;
        }

        return lost;
    }

    private static bool IsNear(WireCommand command) =>
        command.Measured is not { } measured || RobotWatcher.Distance(measured, command.Positions) <= StartTolerance;

    private static void AssertInRange(WireCommand command, IReadOnlyList<JointDescription> joints, int index)
    {
        Assert.True(command.Positions.Length == joints.Count, $"Command {index} has {command.Positions.Length} values.");
        for (var joint = 0; joint < joints.Count; joint++)
            Assert.True(
                command.Positions[joint] >= joints[joint].MinPosition - Rounding && command.Positions[joint] <= joints[joint].MaxPosition + Rounding,
                $"Command {index}: {joints[joint].Name} is {command.Positions[joint]}.");
    }

    private static void AssertAcceleration(double[] step, double[] before, IReadOnlyList<JointDescription> joints, double period, int index)
    {
        var joint = Accelerates(step, before, joints, period);
        Assert.True(
            joint < 0,
            joint < 0 ? "" : $"Command {index}: {joints[joint].Name} changes its speed from {before[joint] / period} to {step[joint] / period}.");
    }

    /// <summary>First joint whose speed changes faster than its limit allows, or −1.</summary>
    private static int Accelerates(double[] step, double[] before, IReadOnlyList<JointDescription> joints, double period)
    {
        for (var joint = 0; joint < joints.Count; joint++)
            if (!(Math.Abs(step[joint] - before[joint]) / period <= (joints[joint].MaxAcceleration * period) + (Rounding / period)))
                return joint;
        return -1;
    }

    private static bool Fits(double[] step, IReadOnlyList<JointDescription> joints, double steps, double period)
    {
        for (var joint = 0; joint < step.Length; joint++)
            if (!(Math.Abs(step[joint]) <= (joints[joint].MaxVelocity * period * steps) + Rounding))
                return false;
        return true;
    }

    private static double[] Difference(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x - y)];

    private static string Text(double[] values) => $"[{string.Join(", ", values.Select(value => $"{value:0.0000}"))}]";
}
