using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;

namespace RobotPolicy.Control.Loop;

/// <summary>
/// What other threads handed to one tick: together with the messages that it saw, all that its decisions depend on. Belongs to the loop
/// and is filled again by the next tick; allocates nothing after it was created.
/// </summary>
public sealed class TickInputs
{
    private readonly LoopCommand[] _commands = new LoopCommand[LoopRequests.Capacity];
    private readonly HumanFrame[] _frames = new HumanFrame[HumanInput.Capacity];
    private readonly long[] _armings = new long[HumanInput.Capacity];
    private readonly double[] _values;
    private readonly int _jointCount;
    private int _commandCount;
    private int _frameCount;

    internal TickInputs(int jointCount)
    {
        _jointCount = jointCount;
        _values = new double[HumanInput.Capacity * jointCount];
    }

    /// <summary>Nothing was handed over; of no robot.</summary>
    public static TickInputs None { get; } = new(0);

    /// <summary>Commands that the tick decided on, in their order.</summary>
    public ReadOnlySpan<LoopCommand> Commands => _commands.AsSpan(0, _commandCount);

    /// <summary>The stop that was requested since the tick before; 0 where there was none.</summary>
    public StopKind StopKind { get; private set; }

    /// <summary>Why.</summary>
    public StopCause StopCause { get; private set; }

    /// <summary>Whether the loop was asked to come to its end.</summary>
    public bool IsShutDownRequested { get; private set; }

    /// <summary>Whether another policy, or none, was offered.</summary>
    public bool WasOffered { get; private set; }

    /// <summary>Whether the offer was taken.</summary>
    public bool WasEquipped { get; private set; }

    /// <summary>A human's frames that the tick took, in their order.</summary>
    public ReadOnlySpan<HumanFrame> Frames => _frames.AsSpan(0, _frameCount);

    /// <summary>What <see cref="HumanInput.ArmingCount"/> was when each frame was handed over.</summary>
    public ReadOnlySpan<long> Armings => _armings.AsSpan(0, _frameCount);

    /// <summary>The source of human frames that is listened to, at the end of the tick.</summary>
    public HumanSource Armed { get; private set; }

    /// <summary><see cref="HumanInput.ArmingCount"/> at the end of the tick.</summary>
    public long ArmingCount { get; private set; }

    /// <summary>Human frames so far that were no commands or were lost, as the tick saw it.</summary>
    public long UnusableCount { get; private set; }

    /// <summary>Whether anything was handed over; <see cref="Armed"/>, <see cref="ArmingCount"/> and <see cref="UnusableCount"/> stand beside.</summary>
    public bool IsEmpty => _commandCount == 0 && _frameCount == 0 && StopKind == 0 && !IsShutDownRequested && !WasOffered;

    /// <summary>Values of the frames, row-major [frame, joint]; rad, m, rad/s or m/s.</summary>
    public ReadOnlySpan<double> Values => _values.AsSpan(0, _frameCount * _jointCount);

    internal void Clear()
    {
        (_commandCount, _frameCount) = (0, 0);
        (StopKind, StopCause) = (0, StopCause.None);
        (IsShutDownRequested, WasOffered, WasEquipped) = (false, false, false);
    }

    internal void Add(LoopCommand command) => _commands[_commandCount++] = command;

    internal void Stop(StopKind kind, StopCause cause) => (StopKind, StopCause) = (kind, cause);

    internal void ShutDown() => IsShutDownRequested = true;

    internal void Offer(bool wasEquipped) => (WasOffered, WasEquipped) = (true, wasEquipped);

    /// <summary>Notes a frame, of which a tick takes no more than the queue holds.</summary>
    internal void Add(in HumanFrame frame, long arming, ReadOnlySpan<double> values)
    {
        values.CopyTo(_values.AsSpan(_frameCount * _jointCount, _jointCount));
        _armings[_frameCount] = arming;
        _frames[_frameCount++] = frame;
    }

    internal void See(HumanSource armed, long armingCount, long unusableCount) =>
        (Armed, ArmingCount, UnusableCount) = (armed, armingCount, unusableCount);
}
