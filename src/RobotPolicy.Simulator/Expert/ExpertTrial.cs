using RobotPolicy.Simulator.PickPlace;

namespace RobotPolicy.Simulator.Expert;

/// <summary>Runs whole episodes of the scripted expert without pictures.</summary>
internal sealed class ExpertTrial
{
    private const int MaxTicks = 400;

    // The half second for which the cube must rest, and a little more.
    private const int RestTicks = 12;

    private readonly PickPlaceEnvironment _environment;
    private readonly ScriptedExpert _expert;
    private readonly double[] _command = new double[RobotNames.JointCount];
    private readonly double[] _previous = new double[RobotNames.JointCount];
    private readonly double[] _speed = new double[RobotNames.JointCount];

    /// <summary>Uses the given pair; the caller disposes them.</summary>
    internal ExpertTrial(PickPlaceEnvironment environment, ScriptedExpert expert)
    {
        _environment = environment;
        _expert = expert;
    }

    /// <summary>Largest change of each joint's command so far, per second.</summary>
    internal double[] MaxSpeed { get; } = new double[RobotNames.JointCount];

    /// <summary>Largest change of each joint's commanded speed so far, per second squared.</summary>
    internal double[] MaxAcceleration { get; } = new double[RobotNames.JointCount];

    /// <summary>Runs one episode to its end.</summary>
    /// <param name="seed">Seed of the episode.</param>
    /// <param name="goal">Index of the disc.</param>
    /// <returns>Ticks that the expert took.</returns>
    internal int Run(int seed, int goal = 0)
    {
        _environment.Reset(seed, goal);
        _expert.Reset();
        var ticks = 0;
        _environment.ReadJointPositions(_command);
        Array.Clear(_speed);
        for (; ticks < MaxTicks && !_expert.Done; ticks++)
        {
            _command.CopyTo(_previous, 0);
            _expert.Act(_command);
            Measure();
            _environment.StepTick(_command);
        }

        for (var i = 0; i < RestTicks; i++)
            _environment.StepTick(_command);
        return ticks;
    }

    private void Measure()
    {
        for (var i = 0; i < _command.Length; i++)
        {
            var speed = (_command[i] - _previous[i]) * PickPlaceEnvironment.PolicyRateHz;
            MaxSpeed[i] = Math.Max(MaxSpeed[i], Math.Abs(speed));
            MaxAcceleration[i] = Math.Max(MaxAcceleration[i], Math.Abs(speed - _speed[i]) * PickPlaceEnvironment.PolicyRateHz);
            _speed[i] = speed;
        }
    }
}
