using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using RobotPolicy.Simulator.Perturbations;
using RobotPolicy.Simulator.PickPlace;

namespace RobotPolicy.Simulator.Demonstrations;

/// <summary>
/// The gym's requests for a controller that runs in simulated time: steps of any length, answered without pictures, and single
/// pictures of a moment that may have passed. Drawing costs a thousand times what a step costs, so it is done only when asked for.
/// Runs on the thread of the OpenGL context.
/// </summary>
internal sealed class ControlRequests
{
    /// <summary>The requests, for the help text.</summary>
    internal const string ProtocolDescription =
        "requests   'r' int32 seed       reset\n"
        + "           'g' int32[2]         reset with a seed and the number of the disc that is the goal\n"
        + "           's' int32 n, float64[7]   hold one command for n physics steps of 2 ms, 1 to 1000\n"
        + "reply      float64[7] joint positions, float64[7] joint velocities, uint8 succeeded\n"
        + "request    'c' int32 camera, width, height, age   draw one camera as it was age physics steps ago, 0 to 999\n"
        + "reply      uint8 [height, width, RGB]\n"
        + "request    'p' int32 seed, float64 strength, uint8 length, name   perturb all episodes from the next reset on, until changed\n"
        + "reply      uint8 1\n"
        + "request    't'                  the truth, which no perturbation touches\n"
        + "reply      float64[3] cube position in metres, float64 its distance from the disc, uint8 lies on it untouched, uint8 in the grip\n"
        + "request    'e'                  start the scripted expert from the present state and command\n"
        + "reply      uint8 1\n"
        + "request    'x'                  advance the expert by one 20 Hz tick, not the physics\n"
        + "reply      float64[7] command to hold in it, uint8 finished";

    /// <summary>What a user may ask for, for the help text.</summary>
    internal static string PerturbationDescription => "perturbations\n" + PerturbationCatalogue.Described;

    private const byte ResetRequest = (byte)'r';
    private const byte GoalResetRequest = (byte)'g';
    private const byte StepRequest = (byte)'s';
    private const byte CameraRequest = (byte)'c';
    private const byte PerturbRequest = (byte)'p';
    private const byte TruthRequest = (byte)'t';
    private const byte BeginExpertRequest = (byte)'e';
    private const byte ExpertRequest = (byte)'x';
    private const int MaxSteps = 1000;
    private const int MaxEdge = 4096;
    private const int Kept = 1000;

    private readonly GymScene _scene;
    private readonly double[] _command = new double[RobotNames.JointCount];
    private readonly double[] _reply = new double[2 * RobotNames.JointCount];
    private double[][] _history = [];
    private bool _expertStarted;
    private long _newest;
    private byte[] _image = [];

    /// <summary>Serves a scene that others may step and reset as well; pictures of the past reach back to its last reset here.</summary>
    internal ControlRequests(GymScene scene)
    {
        _scene = scene;
        Restart();
    }

    /// <summary>Answers one request.</summary>
    /// <returns><see langword="false"/> if it is none of these; nothing more has been read then.</returns>
    /// <exception cref="SimulatorException">A value is out of range or not finite.</exception>
    internal bool TryServe(int request, Stream input, Stream output)
    {
        // A reset by others can have replaced the environment, with another number of positions.
        if (_history[0].Length != _scene.Environment.Model.PositionCount)
            Restart();
        switch (request)
        {
            case ResetRequest:
                _scene.Reset(ReadInt32(input));
                Restart();
                break;
            case GoalResetRequest:
                var (seed, goal) = (ReadInt32(input), ReadInt32(input));
                Check("goal", goal, 0, _scene.Environment.Layout.Goals.Length - 1);
                _scene.Reset(seed, goal);
                Restart();
                break;
            case StepRequest:
                Step(ReadInt32(input), input);
                break;
            case CameraRequest:
                Draw(ReadInt32(input), ReadInt32(input), ReadInt32(input), ReadInt32(input), output);
                return true;
            case PerturbRequest:
                Perturb(input);
                Acknowledge(output);
                return true;
            case TruthRequest:
                WriteTruth(output);
                return true;
            case BeginExpertRequest:
                _scene.Expert.Resume();
                _expertStarted = true;
                Acknowledge(output);
                return true;
            case ExpertRequest:
                Advise(output);
                return true;
            default:
                return false;
        }

        _scene.Environment.ReadMeasuredPositions(_reply.AsSpan(0, RobotNames.JointCount));
        _scene.Environment.ReadJointVelocities(_reply.AsSpan(RobotNames.JointCount));
        output.Write(MemoryMarshal.AsBytes<double>(_reply));
        WriteFlag(_scene.Environment.Succeeded, output);
        output.Flush();
        return true;
    }

    private static int ReadInt32(Stream input)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        input.ReadExactly(bytes);
        return BinaryPrimitives.ReadInt32LittleEndian(bytes);
    }

    private void Step(int steps, Stream input)
    {
        Check("steps", steps, 1, MaxSteps);
        input.ReadExactly(MemoryMarshal.AsBytes(_command.AsSpan()));
        foreach (var value in _command)
        {
            if (!double.IsFinite(value))
                throw new SimulatorException($"A command holds {value}; commands must be finite.");
        }

        var environment = _scene.Environment;
        environment.SetCommand(_command);
        for (var step = 0; step < steps; step++)
        {
            environment.Step();
            _newest++;
            Remember();
        }
    }

    private void Restart()
    {
        var count = _scene.Environment.Model.PositionCount;
        if (_history.Length == 0 || _history[0].Length != count)
            _history = [.. Enumerable.Range(0, Kept).Select(_ => new double[count])];
        _newest = 0;
        _expertStarted = false;
        Remember();
    }

    private void Remember() => _scene.Environment.Data.Positions.CopyTo(_history[_newest % Kept]);

    private void Perturb(Stream input)
    {
        var seed = ReadInt32(input);
        Span<double> strength = stackalloc double[1];
        input.ReadExactly(MemoryMarshal.AsBytes(strength));
        Span<byte> length = stackalloc byte[1];
        input.ReadExactly(length);
        Span<byte> name = stackalloc byte[length[0]];
        input.ReadExactly(name);
        if (!Perturbation.TryCreate(Encoding.UTF8.GetString(name), strength[0], seed, out var perturbation, out var problem))
            throw new SimulatorException($"Perturbation refused: {problem}.");
        _scene.Perturb(perturbation);
    }

    private void WriteTruth(Stream output)
    {
        var environment = _scene.Environment;
        output.Write(MemoryMarshal.AsBytes(environment.CubePosition));
        Span<double> distance = [environment.CubeDistanceMetres];
        output.Write(MemoryMarshal.AsBytes(distance));
        WriteFlag(environment.OnDisc, output);
        WriteFlag(environment.Grasped, output);
        output.Flush();
    }

    private void Advise(Stream output)
    {
        if (!_expertStarted)
            throw new SimulatorException("The expert is asked for a command before it is started in this episode.");
        _scene.Expert.Act(_command);
        output.Write(MemoryMarshal.AsBytes<double>(_command));
        WriteFlag(_scene.Expert.Done, output);
        output.Flush();
    }

    private static void WriteFlag(bool flag, Stream output) => output.WriteByte(flag ? (byte)1 : (byte)0);

    private static void Acknowledge(Stream output)
    {
        output.WriteByte(1);
        output.Flush();
    }

    private void Draw(int camera, int width, int height, int age, Stream output)
    {
        Check("camera", camera, 0, RobotNames.Cameras.Length - 1);
        Check("width", width, 1, MaxEdge);
        Check("height", height, 1, MaxEdge);
        Check("age", age, 0, (int)Math.Min(_newest, Kept - 1));
        var rig = _scene.Rig(width, height);
        if (_image.Length != rig.ImageLength)
            _image = new byte[rig.ImageLength];
        rig.SetPositions(_history[(_newest - age) % Kept]);
        rig.Render(camera, _image);
        var environment = _scene.Environment;
        environment.Sensors.Picture(new EpisodeMoment(environment.Seed, _newest - age), camera, width, height, _image);
        output.Write(_image);
        output.Flush();
    }

    private static void Check(string name, int value, int lowest, int highest)
    {
        if (value < lowest || value > highest)
            throw new SimulatorException($"{name}: expected {lowest}…{highest}, actual {value}");
    }
}
