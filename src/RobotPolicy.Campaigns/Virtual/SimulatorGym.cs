using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using RobotPolicy.Control.Model;

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
    private const int LongestName = 40;
    private const string DefaultScene = "pick_place";
    private const int TruthBytes = (4 * sizeof(double)) + 2;
    private const int ExpertBytes = (JointCount * sizeof(double)) + 1;
    private const int KeptErrorLines = 20;

    private static readonly string[] CameraNames = ["front", "wrist"];
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
        : this(program, DefaultScene, arguments)
    {
    }

    private SimulatorGym(string program, string scene, string[] arguments)
    {
        var start = new ProcessStartInfo(program, [.. arguments, "gym", "--scene", scene])
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

    /// <summary>Finds a robot's cameras among the simulator's, for <see cref="Draw"/>.</summary>
    /// <param name="robot">A description with the simulator's joints in the simulator's order.</param>
    /// <exception cref="CampaignException">The description is of another robot.</exception>
    public static int[] FindCameras(RobotDescription robot)
    {
        int[] cameras = [.. robot.Cameras.Select(camera => Array.IndexOf(CameraNames, camera.Name))];
        return robot.Joints.Count == JointCount && !cameras.Contains(-1)
            ? cameras
            : throw new CampaignException($"Robot '{robot.Name}' is not the simulated arm.");
    }

    /// <summary>Starts the simulator with another scene.</summary>
    /// <param name="program">Path of the executable.</param>
    /// <param name="scene">Name of a shipped scene, or a file.</param>
    /// <exception cref="CampaignException">It did not start.</exception>
    public static SimulatorGym OfScene(string program, string scene) => new(program, scene, []);

    /// <summary>Joint positions after the last request, rad; gripper m.</summary>
    public ReadOnlySpan<double> Positions => _joints.AsSpan(0, JointCount);

    /// <summary>Joint velocities after the last request, rad/s; gripper m/s.</summary>
    public ReadOnlySpan<double> Velocities => _joints.AsSpan(JointCount);

    /// <summary>Whether the episode has succeeded, by the simulator's ground truth.</summary>
    public bool Succeeded { get; private set; }

    /// <summary>Physics steps since the last reset.</summary>
    public long StepCount { get; private set; }

    /// <summary>Pictures drawn since the start; they cost more time than the physics.</summary>
    public long DrawnCount { get; private set; }

    /// <summary>Starts an episode: arm near home, cube at a place that follows from the seed.</summary>
    /// <param name="seed">Seed of the scene.</param>
    /// <param name="goal">The disc that is the goal, from 0, where the scene has several.</param>
    public void Reset(int seed, int goal = 0)
    {
        _request[0] = (byte)'g';
        BinaryPrimitives.WriteInt32LittleEndian(_request.AsSpan(1), seed);
        BinaryPrimitives.WriteInt32LittleEndian(_request.AsSpan(1 + sizeof(int)), goal);
        StepCount = 0;
        Exchange(1 + (2 * sizeof(int)));
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
        DrawnCount++;
    }

    /// <summary>
    /// Perturbs the episodes from the next reset on, until it is called again; <c>none</c> restores the nominal scene exactly. A
    /// perturbation that changes the scene loads it anew with that reset and with the picture after it.
    /// </summary>
    /// <param name="name">A name that <c>robotpolicy-simulator gym --help</c> lists.</param>
    /// <param name="strength">How much; 1 is the usual amount, above 0 and at most 5.</param>
    /// <param name="seed">Seed of whatever is random in it; what happens within an episode depends on the episode's seed too.</param>
    /// <exception cref="CampaignException">The simulator refused it, and has ended; the message says why.</exception>
    public void Perturb(string name, double strength = 1, int seed = 0)
    {
        var text = Encoding.UTF8.GetBytes(name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, LongestName, nameof(name));
        _request[0] = (byte)'p';
        BinaryPrimitives.WriteInt32LittleEndian(_request.AsSpan(1), seed);
        BinaryPrimitives.WriteDoubleLittleEndian(_request.AsSpan(5), strength);
        _request[13] = (byte)text.Length;
        text.CopyTo(_request, 14);
        Send(14 + text.Length);
        Receive(_reply.AsSpan(0, 1));
    }

    /// <summary>Reads where the cube is; no perturbation touches what this says.</summary>
    public SimulatedCube ReadCube()
    {
        Ask('t', TruthBytes);
        var numbers = MemoryMarshal.Cast<byte, double>(_reply.AsSpan(0, 4 * sizeof(double)));
        return new SimulatedCube(numbers[0], numbers[1], numbers[2], numbers[3], _reply[TruthBytes - 2] != 0, _reply[TruthBytes - 1] != 0);
    }

    /// <summary>
    /// Starts the scripted expert from the present state of the episode, as a human who takes over: from the commanded joints, with or
    /// without the cube in the grip. To be called in each episode in which <see cref="Expert"/> is.
    /// </summary>
    public void BeginExpert() => Ask('e', 1);

    /// <summary>Advances the expert by one tick of 50 ms, but not the physics; it looks at the simulation's true state.</summary>
    /// <param name="command">Receives the joint targets to hold in the tick, rad; gripper m.</param>
    /// <returns>Whether the expert has finished: the cube lies on the disc and the tool has moved away.</returns>
    /// <exception cref="CampaignException">It was not started, or the simulator ended.</exception>
    public bool Expert(Span<double> command)
    {
        Ask('x', ExpertBytes);
        _reply.AsSpan(0, ExpertBytes - 1).CopyTo(MemoryMarshal.AsBytes(command[..JointCount]));
        return _reply[ExpertBytes - 1] != 0;
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

    private void Ask(char request, int replyLength)
    {
        _request[0] = (byte)request;
        Send(1);
        Receive(_reply.AsSpan(0, replyLength));
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
        // Only the one without a limit waits for the last lines.
        if (_process.WaitForExit(EndLimit))
            _process.WaitForExit();
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
