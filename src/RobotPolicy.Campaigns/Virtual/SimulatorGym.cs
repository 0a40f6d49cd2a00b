using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace RobotPolicy.Campaigns.Virtual;

/// <summary>
/// The simulator as a child process that is stepped over its standard input and output (<c>robotpolicy-simulator gym</c>). Physics runs
/// as fast as the machine can, and a picture is drawn only when it is asked for. One thread.
/// </summary>
internal sealed class SimulatorGym : IDisposable
{
    /// <summary>Joints of the simulated arm, gripper included.</summary>
    public const int JointCount = 7;

    /// <summary>Length of a physics step, in nanoseconds.</summary>
    public const long StepNs = 2_000_000;

    private const int ReplyBytes = (2 * JointCount * sizeof(double)) + 1;
    private const int KeptErrorLines = 20;

    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly Stream _input;
    private readonly Stream _output;
    private readonly Queue<string> _errors = new();
    private readonly byte[] _request = new byte[1 + sizeof(int) + (JointCount * sizeof(double))];
    private readonly byte[] _reply = new byte[ReplyBytes];
    private readonly double[] _joints = new double[2 * JointCount];

    /// <summary>Starts the simulator.</summary>
    /// <param name="program">Path of the executable.</param>
    /// <param name="arguments">What stands before <c>gym</c>, for a program that is started by another one.</param>
    /// <exception cref="CampaignException">It did not start.</exception>
    public SimulatorGym(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, [.. arguments, "gym"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = new Process { StartInfo = start };
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        try
        {
            _process.Start();
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new CampaignException($"{program} did not start: {exception.Message}");
        }

        _process.BeginErrorReadLine();
        _input = _process.StandardInput.BaseStream;
        _output = _process.StandardOutput.BaseStream;
    }

    /// <summary>Joint positions after the last request, rad; gripper m.</summary>
    public ReadOnlySpan<double> Positions => _joints.AsSpan(0, JointCount);

    /// <summary>Joint velocities after the last request, rad/s; gripper m/s.</summary>
    public ReadOnlySpan<double> Velocities => _joints.AsSpan(JointCount);

    /// <summary>Whether the episode has succeeded, by the simulator's ground truth.</summary>
    public bool Succeeded { get; private set; }

    /// <summary>Physics steps since the last reset.</summary>
    public long StepCount { get; private set; }

    /// <summary>Starts an episode: arm near home, cube at a place that follows from the seed.</summary>
    public void Reset(int seed)
    {
        _request[0] = (byte)'r';
        BinaryPrimitives.WriteInt32LittleEndian(_request.AsSpan(1), seed);
        StepCount = 0;
        Exchange(1 + sizeof(int));
    }

    /// <summary>Holds one command for a number of physics steps.</summary>
    /// <param name="steps">1 to 1000 steps of <see cref="StepNs"/>.</param>
    /// <param name="command">Joint targets, rad; gripper m.</param>
    public void Step(int steps, ReadOnlySpan<double> command)
    {
        _request[0] = (byte)'s';
        BinaryPrimitives.WriteInt32LittleEndian(_request.AsSpan(1), steps);
        MemoryMarshal.AsBytes(command[..JointCount]).CopyTo(_request.AsSpan(1 + sizeof(int)));
        StepCount += steps;
        Exchange(_request.Length);
    }

    /// <summary>Draws one camera.</summary>
    /// <param name="camera">Index among the simulator's cameras: front, wrist.</param>
    /// <param name="width">Width in pixels, 1 to 4096.</param>
    /// <param name="height">Height in pixels, 1 to 4096.</param>
    /// <param name="age">Physics steps before now that the picture shows, 0 to 999 and not before the reset.</param>
    /// <param name="rgb">Receives height × width × 3 bytes, top row first.</param>
    public void Draw(int camera, int width, int height, int age, Span<byte> rgb)
    {
        Span<int> numbers = [camera, width, height, age];
        _request[0] = (byte)'c';
        MemoryMarshal.AsBytes(numbers).CopyTo(_request.AsSpan(1));
        Send(1 + MemoryMarshal.AsBytes(numbers).Length);
        Receive(rgb[..(width * height * 3)]);
    }

    /// <summary>Ends the simulator.</summary>
    public void Dispose()
    {
        try
        {
            _input.Dispose();
        }
        catch (IOException)
        {
            // It has ended already.
        }

        if (!_process.WaitForExit(EndLimit))
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Exchange(int length)
    {
        Send(length);
        Receive(_reply);
        _reply.AsSpan(0, ReplyBytes - 1).CopyTo(MemoryMarshal.AsBytes(_joints.AsSpan()));
        Succeeded = _reply[^1] != 0;
    }

    private void Send(int length)
    {
        try
        {
            _input.Write(_request, 0, length);
            _input.Flush();
        }
        catch (IOException)
        {
            throw Ended();
        }
    }

    private void Receive(Span<byte> reply)
    {
        try
        {
            _output.ReadExactly(reply);
        }
        catch (EndOfStreamException)
        {
            throw Ended();
        }
    }

    private CampaignException Ended()
    {
        _process.WaitForExit(EndLimit);
        lock (_errors)
            return new CampaignException($"The simulator ended:{Environment.NewLine}{string.Join(Environment.NewLine, _errors)}");
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (_errors)
        {
            _errors.Enqueue(line);
            if (_errors.Count > KeptErrorLines)
                _errors.Dequeue();
        }
    }
}
