using RobotPolicy.Simulator.Expert;
using RobotPolicy.Simulator.PickPlace;
using RobotPolicy.Simulator.Rendering;

namespace RobotPolicy.Simulator.Demonstrations;

/// <summary>
/// Lets the scripted expert solve episodes and records what the policy would see. In most episodes the tool is pushed aside once
/// or twice; the push is not recorded, the recovery is, so that the policy learns to come back from where its own errors lead.
/// Camera pictures are a random little older than the joint state, as on a real robot. Deterministic per seed; runs on the thread
/// of the OpenGL context.
/// </summary>
internal sealed class DemonstrationGenerator : IDisposable
{
    private const int MaxTicks = 300;
    private const int PushTicks = 6;
    private const int RestTicks = 8;
    private const double PushMetres = 0.05;
    private const double LowestPushMetres = 0.07;

    // 100 Hz commands on 500 Hz physics.
    private const int StepsPerCommand = 5;

    // The episode's own seed places the cube; the disturbances draw from another stream so that they do not depend on it.
    private const int DisturbanceStream = 77_777;

    private readonly PickPlaceEnvironment _environment;
    private readonly PolicyCameras _cameras;
    private readonly ScriptedExpert _expert;
    private readonly DemonstrationOptions _options;
    private readonly double[] _pastPositions;
    private readonly double[] _state = new double[RobotNames.JointCount];
    private readonly double[] _command = new double[RobotNames.JointCount];
    private readonly double[] _next = new double[RobotNames.JointCount];
    private readonly double[] _interpolated = new double[RobotNames.JointCount];
    private Random _random = new(0);

    /// <summary>Loads the scene; needs a current <see cref="GlContext"/>.</summary>
    internal DemonstrationGenerator(string scenePath, DemonstrationOptions options)
    {
        _options = options;
        _environment = new PickPlaceEnvironment(scenePath);
        _cameras = new PolicyCameras(scenePath, options.Size, options.ShadowSize);
        _expert = new ScriptedExpert(_environment);
        _pastPositions = new double[_environment.Model.PositionCount];
    }

    /// <summary>Names of the scene's discs.</summary>
    internal string[] Goals => [.. _environment.Layout.Goals.Select(goal => goal.Name)];

    /// <summary>Records one episode. Its disc is the seed's turn among the scene's, so that consecutive seeds show each equally often.</summary>
    /// <returns>Whether the expert succeeded; a failed demonstration must not be learned from.</returns>
    internal bool Record(int seed, Demonstration demonstration)
    {
        var goal = seed % _environment.Layout.Goals.Length;
        demonstration.Clear(seed, goal);
        _random = new Random(unchecked(DisturbanceStream + seed));
        _environment.Reset(seed, goal);
        _environment.Data.Positions.CopyTo(_pastPositions);
        _environment.ReadJointPositions(_command);
        _expert.Reset();
        var pushesLeft = _random.NextDouble() < _options.PushShare ? 1 + _random.Next(2) : 0;
        var nextPush = pushesLeft > 0 ? _random.Next(4, 22) : int.MaxValue;
        for (var tick = 0; tick < MaxTicks && !_expert.Done; tick++)
        {
            if (tick >= nextPush && MayBePushed())
            {
                demonstration.Cut(terminal: false);
                Push();
                nextPush = --pushesLeft > 0 ? tick + _random.Next(6, 40) : int.MaxValue;
            }

            Observe();
            _expert.Act(_next);
            demonstration.Add(_cameras.Images, _state, _command);
            Advance();
        }

        // A few ticks at rest teach the policy to stay where it has finished; they also complete the half second of success.
        for (var tick = 0; tick < RestTicks; tick++)
        {
            Observe();
            demonstration.Add(_cameras.Images, _state, _command);
            Advance();
        }

        demonstration.Cut(terminal: true);
        return _environment.Succeeded;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _expert.Dispose();
        _cameras.Dispose();
        _environment.Dispose();
    }

    private bool MayBePushed() => _expert.Phase is ExpertPhase.Hover or ExpertPhase.Carry
        || (_expert.Phase == ExpertPhase.Descend && _expert.SetPoint.Z > LowestPushMetres);

    private void Push()
    {
        var (x, y, z) = _expert.SetPoint;
        var goalX = Math.Clamp(x + (Symmetric() * PushMetres), 0.22, 0.46);
        var goalY = Math.Clamp(y + (Symmetric() * PushMetres), -0.24, 0.24);
        var goalZ = Math.Clamp(z + (((_random.NextDouble() * 1.6) - 0.6) * 0.04), 0.08, 0.24);
        for (var i = 0; i < PushTicks; i++)
        {
            _expert.Drift(goalX, goalY, goalZ, _next);
            Advance();
        }
    }

    private void Observe()
    {
        _cameras.Capture(_pastPositions);
        _environment.ReadJointPositions(_state);
    }

    // Moves from the present command to the next one in a straight line, as the service does between the policy's actions, and
    // remembers the moment that the next pictures will show.
    private void Advance()
    {
        var steps = _environment.StepsPerPolicyTick;
        var oldest = Math.Min(steps, (int)(_options.CameraAge.TotalSeconds / _environment.Model.TimestepSeconds));
        var age = _random.Next(oldest + 1);
        for (var i = 0; i < steps; i++)
        {
            if (i == steps - age)
                _environment.Data.Positions.CopyTo(_pastPositions);
            if (i % StepsPerCommand == 0)
                SetInterpolatedCommand(i / (double)steps);
            _environment.Step();
        }

        if (age == 0)
            _environment.Data.Positions.CopyTo(_pastPositions);
        _next.CopyTo(_command, 0);
    }

    private void SetInterpolatedCommand(double share)
    {
        for (var i = 0; i < _interpolated.Length; i++)
            _interpolated[i] = ((1 - share) * _command[i]) + (share * _next[i]);
        _environment.SetCommand(_interpolated);
    }

    private double Symmetric() => (_random.NextDouble() * 2) - 1;
}
