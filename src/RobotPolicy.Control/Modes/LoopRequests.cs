using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Modes;

/// <summary>
/// What was asked for since the last decision. Commands are decided in the order in which they came; of several stops the hardest
/// stays, whatever else was asked for. Control thread; allocates nothing after it was created.
/// </summary>
internal sealed class LoopRequests
{
    /// <summary>Commands that one decision can take.</summary>
    public const int Capacity = 64;

    private readonly LoopRequest[] _commands = new LoopRequest[Capacity];
    private int _count;
    private int _next;
    private StopKind _stop;
    private StopCause _cause;

    /// <summary>Whether no further command can be added before the next decision.</summary>
    public bool IsFull => _count == Capacity;

    /// <summary>Adds a command; there must be room.</summary>
    public void Add(LoopCommand command, long ticket) => _commands[_count++] = new LoopRequest(command, ticket);

    public void AddStop(StopKind kind, StopCause cause)
    {
        if (kind > _stop)
            (_stop, _cause) = (kind, cause);
    }

    public bool TryTake(out LoopCommand command, out long ticket)
    {
        if (_next < _count)
        {
            (command, ticket) = _commands[_next++];
            return true;
        }

        (_next, _count) = (0, 0);
        (command, ticket) = (default, 0);
        return false;
    }

    public bool TryTakeStop(out StopKind kind, out StopCause cause)
    {
        (kind, cause) = (_stop, _cause);
        (_stop, _cause) = (0, StopCause.None);
        return kind != 0;
    }
}
