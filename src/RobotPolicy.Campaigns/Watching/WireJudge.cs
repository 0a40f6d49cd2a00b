using RobotPolicy.Api.V1;

namespace RobotPolicy.Campaigns.Watching;

/// <summary>Judges commands on the wire by the robot's limits alone, without knowing anything of the service.</summary>
/// <param name="robot">The robot with its limits, as the API states it.</param>
internal sealed class WireJudge(Robot robot)
{
    private const double Rounding = 1e-7;

    // A commander that was silent for longer than this stands, and begins again from the measured position.
    private const double SilenceSeconds = 0.15;

    // Between a measurement and the command that starts from it the arm does not move by more than this.
    private const double StartTolerance = 0.03;

    // After a pause of more than this many periods motion may begin from rest.
    private const double PausePeriods = 2.5;

    private const double NsPerSecond = 1e9;

    private readonly double _period = 1 / robot.ControlRateHz;

    /// <summary>The first violation of a limit as a sentence, or <see langword="null"/>.</summary>
    /// <param name="commands">Commands in order.</param>
    public string? FindViolation(IReadOnlyList<WireCommand> commands)
    {
        double[]? speed = null;
        for (var i = 0; i < commands.Count; i++)
        {
            var command = commands[i];
            if (OutOfRange(command) is { } range)
                return $"command {i}: {range}";
            var gap = i == 0 ? double.PositiveInfinity : (command.SentUnixNs - commands[i - 1].SentUnixNs) / NsPerSecond;
            if (gap > SilenceSeconds)
            {
                if (i > 0 && command.Measured.Length > 0
                    && CommandWatcher.MaxDifference(command.Measured, command.Positions) > StartTolerance
                    && CommandWatcher.MaxDifference(commands[i - 1].Positions, command.Positions) > StartTolerance)
                    return $"command {i} after {gap:0.000} s of silence is {CommandWatcher.MaxDifference(command.Measured, command.Positions):0.000} away from the arm";
                // The recording may begin in the middle of a motion; only after a silence of the commander is its speed known.
                speed = i == 0 ? null : new double[command.Positions.Length];
                continue;
            }

            // A command that was lost on the way to this node makes one step of two; only the speed can be judged then.
            var steps = Math.Max(1, Math.Round(gap / _period));
            var now = new double[command.Positions.Length];
            for (var joint = 0; joint < now.Length; joint++)
            {
                now[joint] = (command.Positions[joint] - commands[i - 1].Positions[joint]) / (_period * steps);
                if (Math.Abs(now[joint]) > robot.Joints[joint].MaxVelocity + (Rounding / _period) && steps == 1)
                    return $"command {i}: {robot.Joints[joint].Name} moves with {now[joint]:0.000} per second, its limit is {robot.Joints[joint].MaxVelocity}";
            }

            if (steps == 1 && speed is not null && Accelerates(now, speed) is { } joined
                && !(gap > PausePeriods * _period && Accelerates(now, new double[now.Length]) is null))
                return $"command {i}: {joined}";
            speed = steps == 1 ? now : null;
        }

        return null;
    }

    /// <summary>Largest change of one joint's command from one tick to the next, as a fraction of what its limit allows in a tick.</summary>
    public double LargestStep(IReadOnlyList<WireCommand> commands)
    {
        var largest = 0.0;
        for (var i = 1; i < commands.Count; i++)
        {
            var gap = (commands[i].SentUnixNs - commands[i - 1].SentUnixNs) / NsPerSecond;
            if (gap > SilenceSeconds)
                continue;
            for (var joint = 0; joint < commands[i].Positions.Length; joint++)
                largest = Math.Max(
                    largest,
                    Math.Abs(commands[i].Positions[joint] - commands[i - 1].Positions[joint])
                        / (robot.Joints[joint].MaxVelocity * _period * Math.Max(1, Math.Round(gap / _period))));
        }

        return largest;
    }

    private string? OutOfRange(in WireCommand command)
    {
        if (command.Positions.Length != robot.Joints.Count)
            return $"{command.Positions.Length} values";
        for (var joint = 0; joint < command.Positions.Length; joint++)
        {
            var (value, limits) = (command.Positions[joint], robot.Joints[joint]);
            if (!(value >= limits.MinPosition - Rounding && value <= limits.MaxPosition + Rounding))
                return $"{limits.Name} is {value}";
        }

        return null;
    }

    private string? Accelerates(double[] now, double[] before)
    {
        for (var joint = 0; joint < now.Length; joint++)
        {
            var change = Math.Abs(now[joint] - before[joint]);
            if (!(change <= (robot.Joints[joint].MaxAcceleration * _period) + (Rounding / _period)))
                return $"{robot.Joints[joint].Name} changes its speed by {change:0.000} per second in one tick";
        }

        return null;
    }
}
