using System.Buffers.Binary;
using System.Runtime.InteropServices;
using RobotPolicy.Simulator.PickPlace;
using RobotPolicy.Simulator.Rendering;

namespace RobotPolicy.Simulator.Demonstrations;

/// <summary>
/// The gym's requests for a controller that runs in simulated time: steps of any length, answered without pictures, and single
/// pictures of a moment that may have passed. Drawing costs a thousand times what a step costs, so it is done only when asked for.
/// Runs on the thread of the OpenGL context.
/// </summary>
internal sealed class ControlRequests : IDisposable
{
    /// <summary>The requests, for the help text.</summary>
    internal const string ProtocolDescription =
        "requests   'r' int32 seed       reset\n"
        + "           's' int32 n, float64[7]   hold one command for n physics steps of 2 ms, 1 to 1000\n"
        + "reply      float64[7] joint positions, float64[7] joint velocities, uint8 succeeded\n"
        + "request    'c' int32 camera, width, height, age   draw one camera as it was age physics steps ago, 0 to 999\n"
        + "reply      uint8 [height, width, RGB]";

    private const byte ResetRequest = (byte)'r';
    private const byte StepRequest = (byte)'s';
    private const byte CameraRequest = (byte)'c';
    private const int MaxSteps = 1000;
    private const int MaxEdge = 4096;
    private const int Kept = 1000;

    private readonly PickPlaceEnvironment _environment;
    private readonly string _scenePath;
    private readonly int _shadowSize;
    private readonly double[] _command = new double[RobotNames.JointCount];
    private readonly double[] _reply = new double[2 * RobotNames.JointCount];
    private readonly double[][] _history;
    private long _newest;
    private CameraRig? _rig;
    private byte[] _image = [];

    /// <summary>Serves an environment that others may step and reset as well; pictures of the past reach back to its last reset here.</summary>
    internal ControlRequests(PickPlaceEnvironment environment, string scenePath, int shadowSize)
    {
        _environment = environment;
        _scenePath = scenePath;
        _shadowSize = shadowSize;
        _history = [.. Enumerable.Range(0, Kept).Select(_ => new double[environment.Model.PositionCount])];
        Remember();
    }

    /// <summary>Answers one request.</summary>
    /// <returns><see langword="false"/> if it is none of these; nothing more has been read then.</returns>
    /// <exception cref="SimulatorException">A value is out of range or not finite.</exception>
    internal bool TryServe(int request, Stream input, Stream output)
    {
        switch (request)
        {
            case ResetRequest:
                _environment.Reset(ReadInt32(input));
                _newest = 0;
                Remember();
                break;
            case StepRequest:
                Step(ReadInt32(input), input);
                break;
            case CameraRequest:
                Draw(ReadInt32(input), ReadInt32(input), ReadInt32(input), ReadInt32(input), output);
                return true;
            default:
                return false;
        }

        _environment.ReadJointPositions(_reply.AsSpan(0, RobotNames.JointCount));
        _environment.ReadJointVelocities(_reply.AsSpan(RobotNames.JointCount));
        output.Write(MemoryMarshal.AsBytes<double>(_reply));
        output.WriteByte(_environment.Succeeded ? (byte)1 : (byte)0);
        output.Flush();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _rig?.Dispose();

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

        _environment.SetCommand(_command);
        for (var step = 0; step < steps; step++)
        {
            _environment.Step();
            _newest++;
            Remember();
        }
    }

    private void Remember() => _environment.Data.Positions.CopyTo(_history[_newest % Kept]);

    private void Draw(int camera, int width, int height, int age, Stream output)
    {
        Check("camera", camera, 0, RobotNames.Cameras.Length - 1);
        Check("width", width, 1, MaxEdge);
        Check("height", height, 1, MaxEdge);
        Check("age", age, 0, (int)Math.Min(_newest, Kept - 1));
        if (_rig is null || _rig.Width != width || _rig.Height != height)
        {
            _rig?.Dispose();
            _rig = null;
            _rig = new CameraRig(_scenePath, width, height, _shadowSize);
            _image = new byte[_rig.ImageLength];
        }

        _rig.SetPositions(_history[(_newest - age) % Kept]);
        _rig.Render(camera, _image);
        output.Write(_image);
        output.Flush();
    }

    private static void Check(string name, int value, int lowest, int highest)
    {
        if (value < lowest || value > highest)
            throw new SimulatorException($"{name}: expected {lowest}…{highest}, actual {value}");
    }
}
