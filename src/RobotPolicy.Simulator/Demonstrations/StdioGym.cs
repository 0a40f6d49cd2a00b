using System.Buffers.Binary;
using System.Runtime.InteropServices;
using RobotPolicy.Simulator.PickPlace;
using RobotPolicy.Simulator.Rendering;

namespace RobotPolicy.Simulator.Demonstrations;

/// <summary>
/// The task as a step-by-step environment over a pair of byte streams, for closed-loop checks of a policy that is still in its
/// training program. Little-endian, no framing. Runs on the thread of the OpenGL context.
/// </summary>
internal sealed class StdioGym : IDisposable
{
    /// <summary>The protocol, for the help text.</summary>
    internal const string ProtocolDescription =
        "requests   'R' int32 seed       reset\n"
        + "           'G' int32[2]         reset with a seed and the number of the disc that is the goal\n"
        + "           'P' int32[2]         no step: the front camera's picture of the finished scene, for a seed and a disc\n"
        + "           'A' float32[7]       hold one command for a 20 Hz tick\n"
        + "           'L' float32[14]      move the command linearly from the first seven to the last seven during a tick\n"
        + "           'Q'                  quit (so does the end of the input)\n"
        + "reply      uint8 [camera, size, size, RGB], float32[7] joint positions, uint8 succeeded,\n"
        + "           float32 distance of the cube from the disc in metres\n"
        + "  to 'P'   uint8 [size, size, RGB], float32[4] centre x, y and half extent x, y of the disc in the picture before it is\n"
        + "           resampled (320 x 240), in pixels from the centre of the upper left one";

    private const byte ResetRequest = (byte)'R';
    private const byte GoalResetRequest = (byte)'G';
    private const byte PictureRequest = (byte)'P';
    private const byte HoldRequest = (byte)'A';
    private const byte MoveRequest = (byte)'L';
    private const byte QuitRequest = (byte)'Q';

    // A robot's controller takes commands at 100 Hz: five per policy tick.
    private const int CommandsPerTick = 5;

    private readonly GymScene _scene;
    private readonly AreaResampler _resampler;
    private readonly byte[] _picture;
    private readonly ControlRequests _control;
    private readonly double[] _command = new double[RobotNames.JointCount];
    private readonly float[] _request = new float[2 * RobotNames.JointCount];
    private readonly float[] _reply = new float[RobotNames.JointCount];

    /// <summary>Loads the scene; needs a current <see cref="GlContext"/>.</summary>
    internal StdioGym(string scenePath, int size, int shadowSize)
    {
        _scene = new GymScene(scenePath, size, shadowSize);
        _resampler = new AreaResampler(CameraDefaults.Width, CameraDefaults.Height, size, size);
        _picture = new byte[size * size * 3];
        _control = new ControlRequests(_scene);
    }

    /// <summary>Answers requests until the peer quits.</summary>
    /// <exception cref="SimulatorException">The peer sent something else than a request, or a value that is not finite.</exception>
    internal void Serve(Stream input, Stream output)
    {
        while (true)
        {
            switch (input.ReadByte())
            {
                case -1 or QuitRequest:
                    return;
                case ResetRequest:
                    _scene.Reset(ReadInt32(input));
                    break;
                case GoalResetRequest:
                    var episode = ReadInt32(input);
                    _scene.Reset(episode, ReadGoal(input));
                    break;
                case PictureRequest:
                    var seed = ReadInt32(input);
                    Show(seed, ReadGoal(input), output);
                    continue;
                case HoldRequest:
                    var held = ReadFloats(input, RobotNames.JointCount);
                    Step(held, held);
                    break;
                case MoveRequest:
                    var pair = ReadFloats(input, 2 * RobotNames.JointCount);
                    Step(pair[..RobotNames.JointCount], pair[RobotNames.JointCount..]);
                    break;
                case var other when _control.TryServe(other, input, output):
                    continue;
                case var other:
                    throw new SimulatorException($"Unknown request 0x{other:x2}; expected R, G, P, A, L, Q, r, g, s, c, p, t, e or x.");
            }

            Reply(output);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _scene.Dispose();
    }

    private static int ReadInt32(Stream input)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        input.ReadExactly(bytes);
        return BinaryPrimitives.ReadInt32LittleEndian(bytes);
    }

    private int ReadGoal(Stream input)
    {
        var goal = ReadInt32(input);
        var layout = _scene.Environment.Layout;
        return goal >= 0 && goal < layout.Goals.Length
            ? goal
            : throw new SimulatorException($"The goal is {goal}; the scene has {layout.Goals.Length}: {layout.DescribeGoals()}.");
    }

    private void Show(int seed, int goal, Stream output)
    {
        var goals = _scene.Goals;
        goals.Capture(_scene.Environment, seed, goal);
        _resampler.Resample(goals.Picture, _picture);
        output.Write(_picture);
        var disc = goals.Disc(goal);
        Span<float> place = [(float)disc.X, (float)disc.Y, (float)disc.RadiusX, (float)disc.RadiusY];
        output.Write(MemoryMarshal.AsBytes(place));
        output.Flush();
    }

    private ReadOnlySpan<float> ReadFloats(Stream input, int count)
    {
        var values = _request.AsSpan(0, count);
        input.ReadExactly(MemoryMarshal.AsBytes(values));
        foreach (var value in values)
        {
            if (!float.IsFinite(value))
                throw new SimulatorException($"A command holds {value}; commands must be finite.");
        }

        return values;
    }

    private void Step(ReadOnlySpan<float> from, ReadOnlySpan<float> to)
    {
        for (var part = 0; part < CommandsPerTick; part++)
        {
            var share = part / (double)CommandsPerTick;
            for (var i = 0; i < _command.Length; i++)
                _command[i] = from[i] + (share * (to[i] - from[i]));
            _scene.Environment.SetCommand(_command);
            for (var step = 0; step < _scene.Environment.StepsPerPolicyTick / CommandsPerTick; step++)
                _scene.Environment.Step();
        }
    }

    private void Reply(Stream output)
    {
        var environment = _scene.Environment;
        _scene.Cameras.Capture(environment.Data.Positions, environment.Sensors, environment.Moment);
        environment.ReadMeasuredPositions(_command);
        for (var i = 0; i < _reply.Length; i++)
            _reply[i] = (float)_command[i];
        output.Write(_scene.Cameras.Images);
        output.Write(MemoryMarshal.AsBytes<float>(_reply));
        output.WriteByte(environment.Succeeded ? (byte)1 : (byte)0);
        Span<float> distance = [(float)environment.CubeDistanceMetres];
        output.Write(MemoryMarshal.AsBytes(distance));
        output.Flush();
    }
}
