using RobotPolicy.Simulator.MuJoCo;
using RobotPolicy.Simulator.Perturbations;

namespace RobotPolicy.Simulator.PickPlace;

/// <summary>
/// The table-top task: an arm with a gripper picks up the red cube and puts it on the green disc or, where the scene has several,
/// on the one that is the episode's goal. Holds the physics and nothing of ROS or rendering. Deterministic: the same seed and commands give bit-identical positions. Not thread-safe.
/// </summary>
internal sealed class PickPlaceEnvironment : IDisposable
{
    /// <summary>Rate of the policy and of the scripted expert, in Hz.</summary>
    internal const double PolicyRateHz = 20;

    private const double JointNoiseRad = 0.02;
    private const double CubeHalfEdgeMetres = 0.02;
    private const double CubeMaxYawRad = 0.25;
    private const double CubeMinX = 0.28;
    private const double CubeMaxX = 0.44;
    private const double CubeMinY = -0.02;
    private const double CubeMaxY = 0.18;

    // A cube that was put down lies a little off the centre, turned in any way that a cube's symmetry tells apart.
    private const double FinishedMaxDistanceMetres = 0.025;
    private const double FinishedMaxYawRad = Math.PI / 4;

    // Pictures of finished scenes draw from a stream of their own, so that they do not depend on an episode's seed.
    private const int FinishedStream = 55_555;

    private static readonly double[] HomeJoints = [0, 0.0760, 0.2253, 0, 1.2695, 0, 0.035];

    private readonly SuccessJudge _judge = new();
    private readonly double[] _lowest = new double[RobotNames.JointCount];
    private readonly double[] _highest = new double[RobotNames.JointCount];
    private readonly int _leftFingerPosition;
    private readonly int _leftFingerVelocity;
    private readonly int _rightFingerPosition;
    private readonly Distractor? _distractor;
    private readonly TakingHand? _hand;
    private long _steps;

    /// <summary>Loads the scene and resets it to seed 0.</summary>
    /// <param name="scenePath">MJCF file with the names of <see cref="SceneLayout"/>.</param>
    /// <param name="perturbation">What differs from the file; nothing if left out.</param>
    internal PickPlaceEnvironment(string scenePath, Perturbation? perturbation = null)
    {
        ScenePath = scenePath;
        Perturbation = perturbation ?? Perturbation.None;
        Model = PerturbedScene.Load(scenePath, Perturbation);
        try
        {
            Layout = new SceneLayout(Model, scenePath);
            Data = new MjData(Model);
        }
        catch
        {
            Model.Dispose();
            throw;
        }

        for (var i = 0; i < RobotNames.JointCount; i++)
            (_lowest[i], _highest[i]) = Model.CommandRange(i);
        _leftFingerPosition = Model.PositionAddress(Layout.LeftFinger);
        _leftFingerVelocity = Model.VelocityAddress(Layout.LeftFinger);
        _rightFingerPosition = Model.PositionAddress(Layout.RightFinger);
        StepsPerPolicyTick = (int)Math.Round(1 / (PolicyRateHz * Model.TimestepSeconds));
        Sensors = new SensorPerturbation(Perturbation, Model.TimestepSeconds);
        _distractor = Perturbation.Kind == PerturbationKind.Distractor ? new Distractor(Perturbation, Model) : null;
        _hand = Perturbation.Kind == PerturbationKind.CubeMoved ? new TakingHand(Perturbation) : null;
        Reset(0);
    }

    /// <summary>The scene that is taken when none is named.</summary>
    internal static string DefaultScenePath => ShippedScenes.PathOf(ShippedScenes.PickPlace);

    /// <summary>Joint positions before an episode: tool above the table, pointing down, gripper open.</summary>
    internal static ReadOnlySpan<double> Home => HomeJoints;

    /// <summary>The MJCF file.</summary>
    internal string ScenePath { get; }

    /// <summary>What differs from the nominal scene.</summary>
    internal Perturbation Perturbation { get; }

    /// <summary>What the perturbation does to what is measured. Any thread.</summary>
    internal SensorPerturbation Sensors { get; }

    /// <summary>The present moment.</summary>
    internal EpisodeMoment Moment => new(Seed, _steps);

    /// <summary>The compiled scene.</summary>
    internal MjModel Model { get; }

    /// <summary>The simulation's state.</summary>
    internal MjData Data { get; }

    /// <summary>Where the scene keeps what the task needs.</summary>
    internal SceneLayout Layout { get; }

    /// <summary>Physics steps per 20 Hz policy tick.</summary>
    internal int StepsPerPolicyTick { get; }

    /// <summary>Seed of the running episode.</summary>
    internal int Seed { get; private set; }

    /// <summary>Index of the running episode's disc in <see cref="SceneLayout.Goals"/>.</summary>
    internal int Goal { get; private set; }

    /// <summary>World position of the centre of the episode's disc, in metres.</summary>
    internal ReadOnlySpan<double> TargetPosition => Data.SitePosition(Layout.Goals[Goal].Site);

    /// <summary>Whether the episode has succeeded; stays until the next reset.</summary>
    internal bool Succeeded => _judge.Succeeded && Fault is null;

    /// <summary>
    /// Why the physics can no longer be trusted in this episode, or <see langword="null"/>: MuJoCo warned or jumped back in time.
    /// Such an episode never counts as a success.
    /// </summary>
    internal string? Fault { get; private set; }

    /// <summary>Whether both fingers touch the cube.</summary>
    internal bool Grasped => Data.Touching(Layout.CubeGeom, Layout.LeftPad) && Data.Touching(Layout.CubeGeom, Layout.RightPad);

    /// <summary>Whether the cube lies on the episode's disc with no finger at it, for however short a time.</summary>
    internal bool OnDisc => SuccessJudge.Placed(CubeDistanceMetres, CubePosition[2], Touched);

    /// <summary>Whether at least one finger touches the cube.</summary>
    internal bool Touched => Data.Touching(Layout.CubeGeom, Layout.LeftPad) || Data.Touching(Layout.CubeGeom, Layout.RightPad);

    /// <summary>World position of the cube's centre, in metres; z is the height above the table.</summary>
    internal ReadOnlySpan<double> CubePosition => Data.BodyPosition(Layout.CubeBody);

    /// <summary>Horizontal distance of the cube's centre from the centre of the episode's disc, in metres.</summary>
    internal double CubeDistanceMetres
    {
        get
        {
            var cube = CubePosition;
            var target = TargetPosition;
            var dx = cube[0] - target[0];
            var dy = cube[1] - target[1];
            return Math.Sqrt((dx * dx) + (dy * dy));
        }
    }

    /// <summary>Starts an episode: arm near home, cube at a place and angle that follow from the seed.</summary>
    /// <param name="seed">Seed of the episode.</param>
    /// <param name="goal">Index of the disc in <see cref="SceneLayout.Goals"/>; it changes nothing but what counts as success.</param>
    internal void Reset(int seed, int goal = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(goal);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(goal, Layout.Goals.Length);
        Seed = seed;
        Goal = goal;
        Fault = null;
        _steps = 0;
        _judge.Reset();
        var random = new Random(seed);
        Data.Reset();
        var positions = Data.Positions;
        PlaceArm(random, positions);
        var x = CubeMinX + (random.NextDouble() * (CubeMaxX - CubeMinX));
        var y = CubeMinY + (random.NextDouble() * (CubeMaxY - CubeMinY));
        var yaw = ((random.NextDouble() * 2) - 1) * CubeMaxYawRad;
        PlaceCube(x, y, yaw, positions);
        _distractor?.Place(seed, x, y, positions);
        _hand?.Reset(seed);
        for (var i = 0; i < RobotNames.ArmJointCount; i++)
            Data.Controls[i] = positions[Layout.ArmPositions[i]];
        Data.Controls[RobotNames.ArmJointCount] = HomeJoints[^1];
        Data.Forward();
    }

    /// <summary>What the positions are once a task is done: the cube on a disc, the arm near home. The episode is not touched.</summary>
    /// <param name="seed">Decides where on the disc the cube lies, how it is turned, and how the arm stands.</param>
    /// <param name="goal">Index of the disc in <see cref="SceneLayout.Goals"/>.</param>
    /// <param name="positions">Receives all positions.</param>
    internal void WriteFinishedPositions(int seed, int goal, Span<double> positions)
    {
        var random = new Random(unchecked(FinishedStream + seed));
        Model.InitialPositions.CopyTo(positions);
        PlaceArm(random, positions);
        var target = Data.SitePosition(Layout.Goals[goal].Site);
        var distance = FinishedMaxDistanceMetres * Math.Sqrt(random.NextDouble());
        var direction = random.NextDouble() * Math.Tau;
        var yaw = ((random.NextDouble() * 2) - 1) * FinishedMaxYawRad;
        PlaceCube(target[0] + (distance * Math.Cos(direction)), target[1] + (distance * Math.Sin(direction)), yaw, positions);
    }

    /// <summary>Sets the joint targets that the servos follow from the next step on; values outside the scene's range are clamped.</summary>
    /// <param name="command">Seven targets, radians and metres. Non-finite values are a bug of the caller: MuJoCo would then
    /// zero every actuator, which throws the arm.</param>
    internal void SetCommand(ReadOnlySpan<double> command)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(command.Length, RobotNames.JointCount);
        foreach (var value in command)
        {
            if (!double.IsFinite(value))
                throw new ArgumentOutOfRangeException(nameof(command), value, "A command must be finite.");
        }

        for (var i = 0; i < command.Length; i++)
            Data.Controls[i] = Math.Clamp(command[i], _lowest[i], _highest[i]);
    }

    /// <summary>Advances by one physics step, with the gravity and Coriolis compensation that a real arm's servo loop has.</summary>
    internal void Step()
    {
        var before = Data.TimeSeconds;
        var warnings = MjLibrary.WarningCount;
        Data.Step1();
        var bias = Data.BiasForces;
        var applied = Data.AppliedForces;
        foreach (var address in Layout.ArmVelocities)
            applied[address] = bias[address];
        Data.Step2();
        _steps++;
        _hand?.Act(this);
        if (MjLibrary.WarningCount != warnings)
            Fault ??= $"MuJoCo warned: {MjLibrary.LastWarning}";
        else if (!(Data.TimeSeconds > before))
            Fault ??= $"Simulated time went from {before} s to {Data.TimeSeconds} s.";
        _judge.Observe(CubeDistanceMetres, CubePosition[2], Touched, Model.TimestepSeconds);
    }

    /// <summary>Holds a command for one policy tick.</summary>
    internal void StepTick(ReadOnlySpan<double> command)
    {
        SetCommand(command);
        for (var i = 0; i < StepsPerPolicyTick; i++)
            Step();
    }

    /// <summary>Reads the joint positions, radians and metres.</summary>
    internal void ReadJointPositions(Span<double> joints)
    {
        var positions = Data.Positions;
        for (var i = 0; i < RobotNames.ArmJointCount; i++)
            joints[i] = positions[Layout.ArmPositions[i]];
        joints[RobotNames.ArmJointCount] = positions[_leftFingerPosition];
    }

    /// <summary>Reads the joint positions as the sensors report them, radians and metres.</summary>
    internal void ReadMeasuredPositions(Span<double> joints)
    {
        ReadJointPositions(joints);
        Sensors.Joints(Moment, joints);
    }

    /// <summary>Reads the joint velocities, rad/s and m/s.</summary>
    internal void ReadJointVelocities(Span<double> joints)
    {
        var velocities = Data.Velocities;
        for (var i = 0; i < RobotNames.ArmJointCount; i++)
            joints[i] = velocities[Layout.ArmVelocities[i]];
        joints[RobotNames.ArmJointCount] = velocities[_leftFingerVelocity];
    }

    /// <summary>Reads the actuators' joint torques and the left finger's force, N·m and N.</summary>
    internal void ReadJointEfforts(Span<double> joints)
    {
        var forces = Data.ActuatorForces;
        for (var i = 0; i < RobotNames.ArmJointCount; i++)
            joints[i] = forces[Layout.ArmVelocities[i]];
        joints[RobotNames.ArmJointCount] = forces[_leftFingerVelocity];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Data.Dispose();
        Model.Dispose();
    }

    private void PlaceArm(Random random, Span<double> positions)
    {
        for (var i = 0; i < RobotNames.ArmJointCount; i++)
            positions[Layout.ArmPositions[i]] = HomeJoints[i] + (((random.NextDouble() * 2) - 1) * JointNoiseRad);
        positions[_leftFingerPosition] = HomeJoints[^1];
        positions[_rightFingerPosition] = HomeJoints[^1];
    }

    private void PlaceCube(double x, double y, double yaw, Span<double> positions)
    {
        ReadOnlySpan<double> pose = [x, y, CubeHalfEdgeMetres, Math.Cos(yaw / 2), 0, 0, Math.Sin(yaw / 2)];
        pose.CopyTo(positions[Layout.CubePosition..]);
    }
}
